import { stepOf } from './advance.ts';
import type { Run } from './engine.ts';
import type { Effect, Facts, RunOutcome } from './position.ts';
import { recordOf } from './run-record.ts';
import { beginTurn, noteFact } from './turn.ts';

/** What is noted of a run that ends before its end: its record, and the question that was left. */
export function leaveRun(run: Run, outcome: RunOutcome, facts: Facts): Effect[] {
  const turn = beginTurn(run, facts);
  const at = stepOf(turn.flow, turn.position.step);
  if (at?.question) noteFact(turn, at, 'left');
  return [{ kind: 'run', run: recordOf(turn, outcome) }, ...turn.effects];
}
