import type { Incoming } from '../messages/index.ts';

/** Whether the person did something, rather than that something is told of them. */
export function isWritten({ content }: Incoming): boolean {
  if (content.kind === 'edit') return !content.operator;
  return !['reachability', 'membership', 'operator', 'moved'].includes(content.kind);
}
