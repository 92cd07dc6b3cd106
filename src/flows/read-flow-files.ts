import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ConsentTexts, parseConsentText } from '../flow/index.ts';
import { AppError } from '../lib/app-error.ts';
import { hash, revisionId } from './hash.ts';
import { type FlowMedia, mentionedIn, readMedia } from './read-media.ts';

export interface FlowFile {
  /** Name within the folder. */
  file: string;
  yaml: string;
  /** Hash of the file, of the consent texts and of the files it mentions: what a revision is known by. */
  revision: string;
}

/** The flows of a folder, the consent texts and the files beside them. AppError `flows.no_folder`. */
export async function readFlowFiles(folder: string): Promise<{ files: FlowFile[]; consents: ConsentTexts; media: FlowMedia[] }> {
  if (!existsSync(folder))
    throw new AppError('flows.no_folder', `There is no folder ${folder}. Set FLOWS_DIR to the folder of your flows.`, { folder });
  const [consents, media] = await Promise.all([readConsents(join(folder, 'consents')), readMedia(folder)]);
  const names = (await readdir(folder)).filter(name => /\.ya?ml$/.test(name) && !/\.dialogues\.ya?ml$/.test(name)).sort();
  const files = await Promise.all(
    names.map(async file => {
      const yaml = await readFile(join(folder, file), 'utf8');
      return { file, yaml, revision: revisionId(yaml, consents, mentionedIn(yaml, media)) };
    }),
  );
  return { files, consents, media };
}

/** `<kind>.<language>.md`, each with its version in the front matter. */
async function readConsents(folder: string): Promise<ConsentTexts> {
  const consents: ConsentTexts = {};
  const names = existsSync(folder) ? (await readdir(folder)).filter(name => name.endsWith('.md')).sort() : [];
  for (const name of names) {
    const [kind, language] = basename(name, '.md').split('.');
    if ((kind !== 'personal-data' && kind !== 'advertising') || (language !== 'ru' && language !== 'en')) continue;
    const { version, text } = parseConsentText(await readFile(join(folder, name), 'utf8'));
    consents[kind] = { ...consents[kind], [language]: { version, text, hash: hash(text) } };
  }
  return consents;
}
