import { afterQuietHours } from '../lib/quiet-hours.ts';
import { advance, goOn, stepOf } from './advance.ts';
import { flowOf } from './calls.ts';
import type { Run } from './engine.ts';
import { leaveRun } from './leave-run.ts';
import { isWaiting, park } from './park.ts';
import type { Facts, Position, StepResult } from './position.ts';
import { recordOf } from './run-record.ts';
import { beginTurn, waiting } from './turn.ts';

/** How long a question of the run that talks is left in peace before another run, whose wait is over, may ask one of its own. */
const peaceMs = 3_600_000;

/**
 * Lets a run go on whose wait is over while another one talks: what it says is said, the question that waits goes on waiting. Where it
 * comes to a question itself, it takes the word as soon as the other has been silent for an hour.
 */
export function wakeParked(run: Run, facts: Facts): StepResult {
  const { library, position } = run;
  const due = position.parked?.find(each => isDue(each, facts));
  if (!due) return talkOn(run, position.parked, facts);
  const others = (position.parked ?? []).filter(each => each !== due);
  const morning = afterQuietHours(facts.now, facts);
  if (morning > facts.now) return talkOn(run, [...others, postponed(due, morning)], facts);
  const flow = flowOf(library, due);
  if (!flow)
    return withEffects(
      [{ kind: 'run', run: recordOf({ library, position: due, facts }, 'stopped') }],
      talkOn(run, others, facts),
    );
  const woken = goOnAfterWait({ library, flow, position: due }, facts);
  if (!woken.position) return withEffects(woken.effects, talkOn(run, others, facts));
  if (isWaiting(woken.position)) return withEffects(woken.effects, talkOn(run, [...others, woken.position], facts));
  const peace = new Date(Date.parse(position.quietSince ?? facts.now.toISOString()) + peaceMs);
  if (!isWaiting(position) && peace > facts.now) return talkOn(run, [...others, postponed(due, peace)], facts);
  return takeWord({ ...run, position: { ...position, parked: others } }, woken, woken.position, facts);
}

function isDue({ waitUntil }: Position, { now }: Facts): boolean {
  return waitUntil !== undefined && Date.parse(waitUntil) <= now.getTime();
}

function postponed(position: Position, until: Date): Position {
  return { ...position, waitUntil: until.toISOString() };
}

function goOnAfterWait(run: Run, facts: Facts): StepResult {
  const turn = beginTurn(run, facts);
  turn.unasked = true;
  delete turn.position.waitUntil;
  const at = stepOf(turn.flow, turn.position.step);
  return advance(turn, at ? { to: goOn(turn, at).to, after: at } : { to: 'end' });
}

/** The run that talks stays as it is, silence and all. */
function talkOn(run: Run, parked: Position[] | undefined, facts: Facts): StepResult {
  const turn = beginTurn(run, facts);
  turn.silence = true;
  delete turn.position.parked;
  if (parked && parked.length > 0) turn.position.parked = parked;
  return waiting(turn);
}

/** The woken run asks a question: one that waits itself goes aside, one that was silent ends. */
function takeWord(run: Run, woken: StepResult, position: Position, facts: Facts): StepResult {
  const leaves = !isWaiting(run.position);
  const aside = leaves ? (run.position.parked ?? []) : park(run.position);
  const left = leaves ? leaveRun(run, 'switched', facts) : [];
  const turn = beginTurn({ library: run.library, flow: flowOf(run.library, position) ?? run.flow, position }, facts);
  turn.silence = true;
  if (aside.length > 0) turn.position.parked = aside;
  return { ...waiting(turn), effects: [...left, ...woken.effects] };
}

function withEffects(effects: StepResult['effects'], result: StepResult): StepResult {
  return { ...result, effects: [...effects, ...result.effects] };
}
