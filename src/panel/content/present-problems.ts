import type { ContentProblem, MessageContent } from '../../deliveries/index.ts';
import { t } from '../../texts/index.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import type { Viewer } from '../viewer.ts';
import { languageName, type ShownContent, shownBodies } from './present-content.ts';

const parts = ['text', 'files', 'buttons'] as const;

/** What is wrong with a content, for each of the places of its editor: also for those where nothing is, so that old words go. */
export function presentProblems(
  viewer: Viewer,
  { prefix, content, messengers }: ShownContent & { content: MessageContent },
  problems: readonly ContentProblem[],
) {
  return shownBodies(content, messengers).flatMap(place =>
    parts.map(part => ({
      id: `${`${prefix}.${place}`.replaceAll('.', '-')}-problems-${part}`,
      problems: problems
        .filter(({ at }) => (at.messenger ?? 'all') === place && at.part === part)
        .map(problem => ({ text: [whereOf(viewer, problem), problem.say[viewer.language]].filter(Boolean).join(' ') })),
    })),
  );
}

/** Which language, which button. */
function whereOf(viewer: Viewer, { at: { language, button } }: ContentProblem): string {
  return [
    language && `${languageName(viewer, language)}:`,
    button !== undefined && t(viewer.language, 'panel:content.buttonNumber', { number: button + 1 }),
  ]
    .filter(Boolean)
    .join(' ');
}

/** A line that says where and what, for the summary of what is missing. */
export function sayProblem(viewer: Viewer, problem: ContentProblem): string {
  const { messenger } = problem.at;
  return [
    messenger && `${presentMessengerMark(viewer, messenger).label}:`,
    whereOf(viewer, problem),
    problem.say[viewer.language],
  ]
    .filter(Boolean)
    .join(' ');
}
