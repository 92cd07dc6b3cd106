import { AppError } from '../lib/app-error.ts';
import { type Language, t } from '../texts/index.ts';
import type { Draft } from './authoring.ts';
import { type Author, writeDraft } from './draft-store.ts';
import { getDraft } from './drafts.ts';
import { insertFlow } from './flow-store.ts';

export const flowIdPattern = /^[a-z0-9_-]{1,40}$/;

/** Makes a flow as a draft. AppErrors `flows.bad_id`, `flows.id_taken`. */
export async function createFlow(input: { id: string; title: string; yaml: string; by: Author; now: Date }): Promise<Draft> {
  const { id, title, yaml, by, now } = input;
  if (!flowIdPattern.test(id))
    throw new AppError('flows.bad_id', 'An id has 1 to 40 lower-case latin letters, digits, "-" or "_".', { id });
  if (!(await insertFlow({ _id: id, title, file: `${id}.yaml` })))
    throw new AppError('flows.id_taken', `There is a flow "${id}" already. Choose another id.`, { id });
  await writeDraft({ _id: id, yaml, version: 0, by, savedAt: now, differs: true });
  return getDraft(id);
}

/** A small flow that can be published as it is: it greets, asks one question and thanks. */
export function templateOf({ id, title, language }: { id: string; title: string; language: Language }): string {
  const text = (key: string, values = {}) => JSON.stringify(t(language, `flows:template.${key}`, values));
  return [
    `id: ${id}`,
    `title: ${JSON.stringify(title)}`,
    `language: ${language}`,
    'start:',
    `  commands: [${id.replaceAll('-', '_')}]`,
    'steps:',
    '  - id: hello',
    `    say: ${text('hello')}`,
    '  - id: name',
    '    ask: text',
    `    text: ${text('name')}`,
    '    max: 100',
    '  - id: thanks',
    `    say: ${text('thanks', { name: '{{answers.name}}' })}`,
    '  - end',
    '',
  ].join('\n');
}
