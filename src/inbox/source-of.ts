import type { Conversation } from '../conversations/index.ts';
import type { Effect } from '../flow/index.ts';

/** The deep link that a run came by, of whatever of its traces is at hand. */
export function sourceOf(
  { position, run }: Conversation,
  effects: Effect[],
  id: string,
): { link?: string; detail?: string } | undefined {
  if (position?.run === id) return position.source;
  if (run?.id === id) return run.source;
  const ended = effects.find(effect => effect.kind === 'run' && effect.run.id === id);
  return ended?.kind === 'run' ? ended.run.source : undefined;
}
