import type { Logger } from './logger.ts';

/** Kinds come from outside, so how many of them are remembered is bounded. */
const most = 200;

/** Writes the first of each kind to the log, so that a stranger who repeats himself cannot fill the disk. */
export function createLogOnce(log: Logger): (kind: string, message: string) => void {
  const seen = new Set<string>();
  return (kind, message) => {
    if (seen.has(kind) || seen.size >= most) return;
    seen.add(kind);
    log.warn({ kind }, message);
  };
}
