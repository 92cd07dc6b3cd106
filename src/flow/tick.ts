import { afterQuietHours } from '../lib/quiet-hours.ts';
import { advance, goOn, stepOf } from './advance.ts';
import type { CompiledStep, Run, Turn } from './engine.ts';
import type { Facts, StepResult } from './position.ts';
import { askQuestion, say } from './say.ts';
import { silenceRules } from './schedule.ts';
import { beginTurn, ended, noteFact, render, waiting } from './turn.ts';
import { wakeParked } from './wake-parked.ts';

/** What time brings: the end of a wait, a nudge, an expiry, another run whose wait is over. Before its time a tick changes nothing. */
export function tick(run: Run, facts: Facts): StepResult {
  const { position } = run;
  if (position.wakeAt === undefined || facts.now.getTime() < Date.parse(position.wakeAt)) return { position, effects: [] };
  const turn = beginTurn(run, facts);
  turn.unasked = true;
  const at = stepOf(turn.flow, position.step);
  if (at && position.waitUntil !== undefined)
    return isDue(position.waitUntil, facts) ? goOnAfterWait(turn, at) : wakeParked(run, facts);
  turn.silence = true;
  if (!at?.question) return wakeParked(run, facts);
  return endSilence(turn) ?? nudge(turn, at) ?? wakeParked(run, facts);
}

function isDue(instant: string, { now }: Facts): boolean {
  return Date.parse(instant) <= now.getTime();
}

/** The program may have slept until the night: then the person sleeps too. */
function goOnAfterWait(turn: Turn, at: CompiledStep): StepResult {
  const { position, facts } = turn;
  const morning = afterQuietHours(facts.now, facts);
  if (morning > facts.now) {
    position.waitUntil = morning.toISOString();
    return waiting(turn);
  }
  delete position.waitUntil;
  return advance(turn, { to: goOn(turn, at).to, after: at });
}

function silentFor({ position, facts }: Turn): number {
  return position.quietSince === undefined ? 0 : facts.now.getTime() - Date.parse(position.quietSince);
}

/** The run expires. The person hears of it only where the author has words for it, and not at night. */
function endSilence(turn: Turn): StepResult | undefined {
  const { expire } = silenceRules(turn);
  const { facts, position } = turn;
  const at = stepOf(turn.flow, position.step);
  if (!expire || !at || silentFor(turn) < expire.after) return undefined;
  if (expire.say && afterQuietHours(facts.now, facts) > facts.now) return waiting(turn);
  noteFact(turn, at, 'left');
  if (expire.say) say(turn, render(turn, expire.say, at));
  return ended(turn, 'expired');
}

/** Of several nudges that are due, after a pause of the program, the last is said and the others are passed over. */
function nudge(turn: Turn, at: CompiledStep): StepResult | undefined {
  const { facts, position } = turn;
  const { nudges } = silenceRules(turn);
  const due = nudges.filter(({ after }) => after <= silentFor(turn)).length;
  const last = nudges[due - 1];
  if (!last || !at.question || due <= (position.nudged ?? 0)) return undefined;
  if (afterQuietHours(facts.now, facts) > facts.now) return waiting(turn);
  position.nudged = due;
  askQuestion(turn, at, at.question, { before: render(turn, last.text, at), again: true });
  return waiting(turn);
}
