import type { Broadcast, BroadcastProblem } from '../../broadcasts/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import { presentProblems } from '../content/index.ts';
import type { Viewer } from '../viewer.ts';
import { presentNext } from './present-schedule.ts';
import { presentState, presentWhen } from './present-state.ts';
import { fieldId, fields, ofContent, wordsOf } from './problem-words.ts';
import type { DraftProblems } from './read-draft.ts';

interface Kept {
  problems: BroadcastProblem[];
  unread: DraftProblems;
  step: object;
  saved: string;
  rehearsal: object | undefined;
  messengers: readonly MessengerName[];
}

type Part = [partial: string, values: Record<string, unknown>];

/** The parts of a mailing's page that change when it was kept: each takes the place of its former self. */
export function answerSaved(
  viewer: Viewer,
  broadcast: Broadcast,
  { problems, unread, step, saved, rehearsal, messengers }: Kept,
): Part[] {
  const { id, version } = broadcast;
  const href = `/broadcasts/${id}`;
  const shown = broadcast.test ? fields : fields.filter(field => !field.startsWith('test'));
  const wrong = shown.map((field): Part => ['broadcasts/wrong', { id: fieldId(field), text: besideField(field) }]);
  const contents = [
    { prefix: 'content', content: broadcast.content },
    ...(broadcast.test?.variants ?? []).map(variant => ({ prefix: `variant.${variant.id}`, content: variant.content })),
  ];
  const ofContents = contents.flatMap(each =>
    presentProblems(viewer, { ...each, messengers }, problemsIn(problems, each.prefix)),
  );
  return [
    ['broadcasts/version', { version }],
    ['broadcasts/saved', { saved, href }],
    ['broadcasts/step', step as Record<string, unknown>],
    ['broadcasts/state', { state: presentState(viewer, broadcast), when: presentWhen(viewer, broadcast) }],
    ['broadcasts/next', { nextDates: presentNext(viewer, broadcast) }],
    ...wrong,
    ...ofContents.map((place): Part => ['broadcasts/content-problems', place]),
    ...(rehearsal ? [['broadcasts/rehearsal', { id, href, rehearsal }] satisfies Part] : []),
  ];

  /** What is only not filled in yet is said by the summary: nothing is red before anybody did anything wrong. */
  function besideField(field: string): string {
    const own = problems.find(problem => problem.field === field && !ofContent(problem) && !isOnlyMissing(problem));
    return unread[field] ?? unread[readNames[field] ?? ''] ?? (own ? wordsOf(viewer, own) : '');
  }
}

/** The form calls some fields otherwise than the room does. */
const readNames: Record<string, string> = {
  'stopAt.errors': 'stop.errors',
  'stopAt.blocks': 'stop.blocks',
  'parts.pauseMinutes': 'parts.pause',
};

const missing = ['emptyAudience', 'audienceNotReady', 'noGoal'];
const isOnlyMissing = ({ code }: BroadcastProblem): boolean => missing.includes(code);

/** The problems of one wording, as its editor shows them. */
function problemsIn(problems: BroadcastProblem[], prefix: string) {
  const field = prefix === 'content' ? 'content' : `test.${prefix.replace('variant.', 'variants.')}`;
  return problems.flatMap(problem => {
    const content = problem.field === field ? ofContent(problem) : undefined;
    return content && content.code !== 'empty' ? [content] : [];
  });
}
