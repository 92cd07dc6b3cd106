import { type CompiledFlow, checkLibrary, createLibrary, type FlowLibrary, type Problem, parseFlow } from '../flow/index.ts';
import { type Language, t } from '../texts/index.ts';
import type { Checked } from './authoring.ts';
import { revisionId } from './hash.ts';
import { mediaBy, mentionedIn } from './read-media.ts';
import type { Folder } from './take-files.ts';

interface CheckOptions {
  /** The flow in whose place it stands. */
  flow: string;
  file: string;
  language: Language;
  /** The flows that run now. */
  library: FlowLibrary;
  folder: Pick<Folder, 'consents' | 'media'>;
  /** Ids of the segments there are; any where nobody knows. */
  segments?: readonly string[] | undefined;
}

/** Checks a text as if it ran instead of a flow: alone, and beside the others that run. */
export function checkDraft(yaml: string, { flow: id, file, language, library, folder, segments }: CheckOptions): Checked {
  const { consents } = folder;
  const media = mentionedIn(yaml, folder.media);
  const parsed = parseFlow(yaml, {
    file,
    revision: revisionId(yaml, consents, media),
    consents,
    language,
    media: mediaBy(media),
    ...(segments && { segments }),
  });
  if (!parsed.ok) return { problems: parsed.problems, warnings: [], library };
  const { flow, warnings } = parsed;
  const others = library.all.filter(other => other.id !== id);
  const between = checkLibrary([...others, flow], language).filter(problem => problem.file === file);
  const problems = flow.id === id ? between : [otherId(yaml, { id, file, language }), ...between];
  return { problems, warnings, flow, library: inPlace(library, id, flow) };
}

/** Its place in the order of flows stays: of two that could begin, the first does. */
function inPlace(library: FlowLibrary, id: string, flow: CompiledFlow): FlowLibrary {
  const replaced = library.all.map(other => (other.id === id ? flow : other));
  const all = replaced.includes(flow) ? replaced : [...replaced, flow];
  return createLibrary(all, revision => library.byRevision(revision));
}

function otherId(yaml: string, { id, file, language }: { id: string; file: string; language: Language }): Problem {
  const line = yaml.split('\n').findIndex(text => /^id\s*:/.test(text)) + 1;
  return {
    file,
    path: 'id',
    ...(line > 0 && { line, column: 1 }),
    message: t(language, 'flows:problem.otherId', { id }),
  };
}
