import type { Response } from 'express';
import { watchSignals } from '../signals/index.ts';
import { openAmong } from '../staff/index.ts';

/** How soon a stream ends whose session was ended by another process. */
const lookMs = 2000;

const streams = new Map<string, Set<Response>>();
/** Ends looking; there is nothing to look at while no stream is open. */
let rest: (() => void) | undefined;

/** Ends an answer that goes on and on as soon as the session that asked for it is ended, wherever that happens. */
export function endWithSession(session: string, res: Response): void {
  const ofSession = streams.get(session) ?? new Set();
  streams.set(session, ofSession.add(res));
  rest ??= keepLooking();
  res.on('close', () => {
    ofSession.delete(res);
    if (ofSession.size === 0) streams.delete(session);
    if (streams.size > 0) return;
    rest?.();
    rest = undefined;
  });
}

function keepLooking(): () => void {
  const timer = setInterval(look, lookMs).unref();
  const unwatch = watchSignals(({ topic }) => void (topic === 'staff' && look()));
  return () => {
    clearInterval(timer);
    unwatch();
  };
}

/** One small read for all open pages of this process. */
async function look(): Promise<void> {
  if (streams.size === 0) return;
  try {
    // Whoever opens a page while the database answers was not asked about.
    const asked = [...streams];
    const open = await openAmong(asked.map(([session]) => session));
    for (const [session, answers] of asked) if (!open.has(session)) for (const res of answers) res.end();
  } catch {
    // The database does not answer: the next look ends what has to end.
  }
}
