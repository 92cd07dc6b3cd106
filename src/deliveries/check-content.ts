import { fieldSettings } from '../contacts/index.ts';
import { fileInfo } from '../files/index.ts';
import { parseTemplate } from '../flow/index.ts';
import { flowStates } from '../flows/index.ts';
import { knownCapabilities, type MessengerName } from '../messages/index.ts';
import { addressProblem } from './check-address.ts';
import { checkButtons } from './check-buttons.ts';
import { asMarkup } from './compile-content.ts';
import { type ContentBody, type ContentLanguage, contentLanguages, type MessageContent } from './content.ts';
import { type ContentPlace, type ContentProblem, problemAt, templateProblem } from './content-problem.ts';
import { pathsOfParts } from './facts-about.ts';
import { type CheckMeans, type Surroundings, titles, unknownPaths } from './surroundings.ts';

/**
 * Everything that keeps a content from being sent as it is, each thing with its place and what to do about it. What `renderContent` makes of a
 * content without problems no messenger refuses for its form.
 */
export async function checkContent(content: MessageContent, means: CheckMeans): Promise<ContentProblem[]> {
  const around = await surroundings(content, means);
  const everywhere = means.messengers.filter(messenger => !content.variants[messenger]);
  const problems = everywhere.length > 0 ? checkBody(content, everywhere, {}, around) : [];
  for (const messenger of means.messengers) {
    const variant = content.variants[messenger];
    if (variant) problems.push(...checkBody(variant, [messenger], { messenger }, around));
  }
  return problems;
}

async function surroundings(content: MessageContent, means: CheckMeans): Promise<Surroundings> {
  const bodies = [content, ...Object.values(content.variants)];
  const ids = [...new Set(bodies.flatMap(({ files }) => files.map(({ id }) => id)))];
  const [fields, flows, files] = await Promise.all([fieldSettings(), flowStates(), Promise.all(ids.map(fileInfo))]);
  return {
    ...means,
    fields: fields.map(({ key }) => key),
    flows: new Set(flows.filter(({ revision }) => revision !== undefined).map(({ id }) => id)),
    files: new Map(files.flatMap(file => (file ? [[file.id, file]] : []))),
  };
}

/** `at`: where the body stands. */
function checkBody(
  body: ContentBody,
  messengers: readonly MessengerName[],
  at: Pick<ContentPlace, 'messenger'>,
  around: Surroundings,
): ContentProblem[] {
  const languages = contentLanguages.filter(language => body.texts[language]?.trim());
  const isEmpty = languages.length === 0 && body.files.length === 0;
  return [
    ...(isEmpty ? [problemAt({ ...at, part: 'text' }, 'empty')] : []),
    ...languages.flatMap(language =>
      checkText(body.texts[language] ?? '', messengers, { ...at, language, part: 'text' }, around),
    ),
    ...checkButtons(body, messengers, { at, languages, around }),
    ...checkFiles(body, messengers, { ...at, part: 'files' }, around),
  ];
}

function checkText(
  source: string,
  messengers: readonly MessengerName[],
  at: ContentPlace & { language: ContentLanguage },
  around: Surroundings,
): ContentProblem[] {
  const parsed = parseTemplate(asMarkup(source));
  if (!parsed.ok) return [templateProblem(at, parsed.key, parsed.values)];
  const { parts, styles } = parsed.template;
  const links = styles.flatMap(({ url }) => (url ? [url] : []));
  const problems = unknownPaths([parts, ...links].flatMap(pathsOfParts), at, around.fields);
  for (const url of links) {
    const problem = addressProblem(url);
    if (problem) problems.push(problemAt(at, problem.code, problem.facts));
  }
  const written = parts.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  const shortest = Math.min(...messengers.map(messenger => knownCapabilities[messenger].textLength));
  if (written > shortest) problems.push(problemAt(at, 'tooLong', { most: shortest, length: written, over: written - shortest }));
  return problems;
}

const megabyte = 1024 * 1024;

function checkFiles(
  { files }: ContentBody,
  messengers: readonly MessengerName[],
  at: ContentPlace,
  around: Surroundings,
): ContentProblem[] {
  return files.flatMap(({ id, name, kind, size }) => {
    const stored = around.files.get(id);
    if (!stored) return [problemAt(at, 'fileMissing', { name })];
    const bytes = Math.max(size, stored.size ?? 0);
    return messengers.flatMap(messenger => {
      const { photo, other } = knownCapabilities[messenger].fileSize;
      const most = kind === 'photo' ? photo : other;
      return bytes > most
        ? [problemAt({ messenger, ...at }, 'fileTooBig', { name, messenger: titles[messenger], most: most / megabyte })]
        : [];
    });
  });
}
