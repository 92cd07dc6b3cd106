import type { CompiledStep, Turn } from './engine.ts';
import { recordOf } from './run-record.ts';
import { newPosition, noteTrouble } from './turn.ts';

/** Flows that one event may start one out of the other. */
const switchLimit = 5;

/** Ends the run as `switched` and begins one of another flow in its place; false where there is no such flow, which the managers are told. */
export function switchFlow(turn: Turn, step: CompiledStep, id: string): boolean {
  const flow = turn.library.byId(id);
  if (!flow || turn.endedRuns.length >= switchLimit) {
    noteTrouble(turn, flow ? 'endless' : 'noFlow', { step: step.id, called: id });
    return false;
  }
  const { position, facts } = turn;
  const { keyboard, parked, language, source } = position;
  turn.endedRuns.push({ kind: 'run', run: recordOf(turn, 'switched') });
  const begun = newPosition(flow, facts, source);
  // The run that ends may itself have begun with this very event, under the id that is there for one.
  if (turn.endedRuns.length > 1 || position.run === begun.run) begun.run = `${facts.newRunId}-${turn.endedRuns.length}`;
  turn.flow = flow;
  turn.position = {
    ...begun,
    ...(flow.languages.includes(language) && { language }),
    ...(keyboard && { keyboard }),
    ...(parked && { parked }),
  };
  turn.changed = true;
  turn.replaying = false;
  return true;
}
