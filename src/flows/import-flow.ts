import { parse } from 'yaml';
import { type Language, t } from '../texts/index.ts';
import type { Imported } from './authoring.ts';
import { createFlow, flowIdPattern } from './create-flow.ts';
import type { Author } from './draft-store.ts';
import { getDraft, saveDraft } from './drafts.ts';
import { readFlow } from './flow-store.ts';

interface Importing {
  yaml: string;
  /** The version of the draft that the author has agreed to lose. */
  replace?: number;
  by: Author;
  language: Language;
  now: Date;
}

/** Takes a file as a draft: as a new flow, or over the draft of the flow that it names. It may be wrong; the editor tells what is. */
export async function importFlow({ yaml, replace, by, language, now }: Importing): Promise<Imported> {
  const head = headOf(yaml);
  if (!head) return { kind: 'wrong', problems: [{ file: '', path: 'id', message: t(language, 'flows:problem.noId') }] };
  const { id, title } = head;
  const known = await readFlow(id);
  if (!known) return { kind: 'imported', flow: id, draft: await createFlow({ id, title, yaml, by, now }) };
  const { version } = await getDraft(id);
  const exists = { kind: 'exists' as const, flow: id, title: known.title };
  if (replace !== version) return { ...exists, version };
  const saved = await saveDraft({ flow: id, yaml, version, by, now });
  if (saved.kind === 'conflict') return { ...exists, version: saved.theirs.version };
  return { kind: 'imported', flow: id, draft: saved.draft };
}

function headOf(yaml: string): { id: string; title: string } | undefined {
  const value = readAsYaml(yaml);
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  const { id } = value;
  if (typeof id !== 'string' || !flowIdPattern.test(id)) return undefined;
  return { id, title: 'title' in value && typeof value.title === 'string' ? value.title : id };
}

/** What cannot be read as a whole may still say its id in a line of its own. */
function readAsYaml(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 100 });
  } catch {
    return { id: /^id:[ \t]*["']?([a-z0-9_-]{1,40})["']?[ \t]*(?:#.*)?$/m.exec(yaml)?.[1] };
  }
}
