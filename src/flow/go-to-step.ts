import { advance } from './advance.ts';
import type { FlowLibrary } from './library.ts';
import type { Facts, Position, StepResult } from './position.ts';
import { beginTurn, ended, waiting } from './turn.ts';

/**
 * Puts a run onto a step of its revision and goes on from there, or ends it without a word: what an author wishes, not what the person did.
 * Pure. A revision that the library does not know leaves all as it is.
 */
export function goToStep(library: FlowLibrary, position: Position, to: string | 'end', facts: Facts): StepResult {
  const flow = library.byRevision(position.revision);
  if (!flow) return { position, effects: [] };
  const turn = beginTurn({ library, flow, position }, facts);
  delete turn.position.waitUntil;
  turn.changed = true;
  if (to === 'end') return ended(turn, 'stopped');
  return flow.index.has(to) ? advance(turn, { to }) : waiting(turn);
}
