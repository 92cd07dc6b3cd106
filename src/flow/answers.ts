import type { Answer, Frame, Position, RunRecord } from './position.ts';

/** A position as stored before answers were a list: they were kept by step. Such runs go on like any other. */
export function modernPosition(position: Position): Position {
  const answers: unknown = position.answers;
  if (Array.isArray(answers)) return position;
  const kept = typeof answers === 'object' && answers !== null ? Object.entries(answers) : [];
  return { ...position, answers: kept.map(([step, answer]) => ({ ...answer, step })) };
}

/** The answer to a step; undefined where there is none. */
export function findAnswer(answers: readonly Answer[], step: string): Answer | undefined {
  // Mostly one that was given just now.
  for (let at = answers.length - 1; at >= 0; at--) if (answers[at]?.step === step) return answers[at];
  return undefined;
}

/** Puts an answer in the place of the one before, or behind the others. Gives the one before. The list given stays as it was. */
export function putAnswer(frame: Pick<Frame, 'answers'>, answer: Answer): Answer | undefined {
  const { answers } = frame;
  for (let at = 0; at < answers.length; at++) {
    const before = answers[at];
    if (before?.step !== answer.step) continue;
    frame.answers = answers.with(at, answer);
    return before;
  }
  frame.answers = answers.concat([answer]);
  return undefined;
}

/** Takes an answer out. The list given stays as it was. */
export function dropAnswer(frame: Pick<Frame, 'answers'>, step: string): void {
  if (frame.answers.some(answer => answer.step === step)) frame.answers = frame.answers.filter(answer => answer.step !== step);
}

/** Notes that a question was answered, where it is not noted yet. The list given stays as it was. */
export function remember(frame: Pick<Frame, 'trail'>, step: string): void {
  if (!frame.trail.includes(step)) frame.trail = frame.trail.concat([step]);
}

/** The flows that a run is in: the one it began with first, the one that asks at present last. */
export function framesOf(position: Position): (Frame & { step: string })[] {
  return [...(position.callers ?? []), position];
}

/** Everything that was asked and answered in a run, in the order of asking, those of called flows as `<call>.<question>`. */
export function answersOf(position: Position): RunRecord['answers'] {
  const frames = framesOf(position);
  return frames.flatMap((frame, depth) => {
    const way = frames.slice(0, depth).map(({ step }) => `${step}.`);
    return givenIn(frame, way.join(''));
  });
}

function givenIn({ trail, answers }: Pick<Frame, 'trail' | 'answers'>, prefix: string): RunRecord['answers'] {
  const known = new Map(answers.map(answer => [answer.step, answer]));
  return trail.flatMap(id => {
    const answer = known.get(id);
    if (answer?.called) return givenIn(answer.called, `${prefix}${id}.`);
    if (answer?.question === undefined) return [];
    return [{ step: `${prefix}${id}`, question: answer.question, value: answer.value, text: answer.text, at: answer.at }];
  });
}

/** Every revision that a position needs: its own, those of its callers and of calls that are done, and those of runs that wait aside. */
export function revisionsOf(stored: Position): string[] {
  const position = modernPosition(stored);
  const called = (frame: Frame): string[] => [
    frame.revision,
    ...frame.answers.flatMap(answer => (answer.called ? called(answer.called) : [])),
  ];
  return [...new Set([...framesOf(position).flatMap(called), ...(position.parked ?? []).flatMap(revisionsOf)])];
}
