import { answersOf, framesOf } from './answers.ts';
import type { Turn } from './engine.ts';
import type { Frame, RunOutcome, RunRecord } from './position.ts';

/** The run as the card and the reports show it. Its answers are told when it ends; until then they stand in the position. */
export function recordOf(
  { library, position, facts }: Pick<Turn, 'library' | 'position' | 'facts'>,
  outcome?: RunOutcome,
): RunRecord {
  const root: Frame = framesOf(position)[0] ?? position;
  const title = (library.byRevision(root.revision) ?? library.byId(root.flow))?.title ?? root.flow;
  return {
    id: position.run,
    flow: root.flow,
    revision: root.revision,
    title,
    startedAt: position.startedAt,
    ...(outcome && { outcome, endedAt: facts.now.toISOString() }),
    answers: outcome ? answersOf(position) : [],
    ...(outcome && root.done && { done: root.done }),
    ...(position.source && { source: position.source }),
  };
}
