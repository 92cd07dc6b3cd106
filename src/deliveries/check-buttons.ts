import { parseTemplate } from '../flow/index.ts';
import { knownCapabilities, type MessengerName } from '../messages/index.ts';
import { addressProblem } from './check-address.ts';
import type { ContentBody, ContentButton, ContentLanguage } from './content.ts';
import { type ContentPlace, type ContentProblem, problemAt } from './content-problem.ts';
import { pathsOfParts } from './facts-about.ts';
import { type Surroundings, titles, unknownPaths } from './surroundings.ts';
import { hangsUnder } from './way-out.ts';

interface Checking {
  at: Pick<ContentPlace, 'messenger'>;
  /** Those that there is a text in. */
  languages: readonly ContentLanguage[];
  around: Surroundings;
}

export function checkButtons(body: ContentBody, messengers: readonly MessengerName[], checking: Checking): ContentProblem[] {
  const { at, around } = checking;
  const places = body.buttons.flatMap((row, i) => row.map(button => ({ button, row: i })));
  const problems = places.flatMap(({ button, row }, i) => {
    const place: ContentPlace = { ...at, part: 'buttons', button: i, row };
    return [...checkLabel(button, messengers, place, checking), ...checkAction(button, place, around)];
  });
  for (const messenger of messengers) {
    if (hangsUnder(body.buttons, messenger)) continue;
    const { total, rows } = knownCapabilities[messenger].buttons.inline;
    problems.push(
      problemAt({ ...at, messenger, part: 'buttons' }, 'tooManyButtons', { messenger: titles[messenger], total, rows }),
    );
  }
  return problems;
}

function checkLabel(
  { label }: ContentButton,
  messengers: readonly MessengerName[],
  place: ContentPlace,
  { languages }: Checking,
): ContentProblem[] {
  const missing = languages.filter(language => !label[language]?.trim());
  const problems = missing.map(language => problemAt({ ...place, language }, `labelMissing.${language}`));
  // Nothing is filled in there: a person would read the braces.
  const braced = Object.values(label).find(words => words.includes('{{'));
  if (braced) problems.push(problemAt(place, 'labelVariable', { label: braced }));
  for (const messenger of messengers) {
    const most = knownCapabilities[messenger].buttons.labelLength;
    const long = Object.entries(label).find(([, words]) => words.length > most);
    if (long)
      problems.push(problemAt({ messenger, ...place }, 'labelTooLong', { label: long[1], messenger: titles[messenger], most }));
  }
  return problems;
}

function checkAction({ action }: ContentButton, place: ContentPlace, { flows, fields }: Surroundings): ContentProblem[] {
  if (action.kind === 'reply') return [];
  if (action.kind === 'flow') {
    if (action.flow === '') return [problemAt(place, 'flowMissing')];
    return flows.has(action.flow) ? [] : [problemAt(place, 'flowUnknown', { flow: action.flow })];
  }
  const written = action.url.trim();
  if (written === '') return [problemAt(place, 'linkMissing')];
  const parsed = parseTemplate(`[.](${written})`);
  const url = parsed.ok ? parsed.template.styles[0]?.url : undefined;
  if (!url || (parsed.ok && parsed.template.parts.length !== 1)) return [problemAt(place, 'badLink', { url: written })];
  const problem = addressProblem(url);
  return [...(problem ? [problemAt(place, problem.code, problem.facts)] : []), ...unknownPaths(pathsOfParts(url), place, fields)];
}
