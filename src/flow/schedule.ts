import { afterQuietHours } from '../lib/quiet-hours.ts';
import { framesOf } from './answers.ts';
import type { CompiledFlow, Turn } from './engine.ts';
import { earliest } from './park.ts';

/** Notes when the run wants to be woken: at the end of its wait, for the next nudge, for its expiry; and for runs that wait aside. */
export function schedule(turn: Turn): void {
  const { position } = turn;
  delete position.wakeAt;
  if (position.waitUntil === undefined) watchSilence(turn);
  const aside = (position.parked ?? []).map(({ waitUntil }) => waitUntil);
  const wakeAt = earliest([position.waitUntil, position.wakeAt, ...aside]);
  if (wakeAt !== undefined) position.wakeAt = wakeAt;
}

/** A question waits: silence has its nudges and its end, unless people speak. */
function watchSilence(turn: Turn): void {
  const { position, facts } = turn;
  const { nudges, expire } = silenceRules(turn);
  const watched = nudges.length > 0 || expire !== undefined || position.parked !== undefined;
  if (turn.held || !watched || !asks(turn)) {
    delete position.quietSince;
    delete position.nudged;
    return;
  }
  if (!turn.silence || position.quietSince === undefined) {
    position.quietSince = facts.now.toISOString();
    delete position.nudged;
  }
  const since = Date.parse(position.quietSince);
  const nudge = nudges[position.nudged ?? 0];
  const atDay = (ms: number) => afterQuietHours(new Date(Math.max(since + ms, facts.now.getTime())), facts).toISOString();
  const end = expire && (expire.say ? atDay(expire.after) : new Date(since + expire.after).toISOString());
  const wakeAt = earliest([nudge && atDay(nudge.after), end]);
  if (wakeAt !== undefined) position.wakeAt = wakeAt;
}

/** The nudges of the flow that asks, else of the one that called it; the expiry of the one that the run began with. */
export function silenceRules({
  library,
  flow,
  position,
}: Pick<Turn, 'library' | 'flow' | 'position'>): Pick<CompiledFlow, 'nudges' | 'expire'> {
  if (!position.callers) return flow;
  const callers = framesOf(position)
    .slice(0, -1)
    .flatMap(({ revision }) => library.byRevision(revision) ?? []);
  const nudges = [flow, ...callers.toReversed()].find(each => each.nudges.length > 0)?.nudges ?? [];
  const expire = callers[0]?.expire;
  return { nudges, ...(expire && { expire }) };
}

function asks({ flow, position }: Turn): boolean {
  const at = flow.index.get(position.step);
  return at !== undefined && flow.steps[at]?.question !== undefined;
}
