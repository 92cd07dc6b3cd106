import type { ContentProblem } from '../../deliveries/index.ts';
import { t } from '../../texts/index.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import type { Viewer } from '../viewer.ts';
import { languageName } from './present-content.ts';

const parts = ['text', 'files', 'buttons'] as const;
const places = ['all', 'telegram', 'vk', 'web'] as const;

/** What is wrong with a content, for each of the places of its editor: also for those where nothing is, so that old words go. */
export function presentProblems(viewer: Viewer, prefix: string, problems: readonly ContentProblem[]) {
  return places.flatMap(place =>
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
