import { createHash } from 'node:crypto';
import type { ConsentTexts } from '../flow/index.ts';
import type { FlowMedia } from './read-media.ts';

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a revision is known by: its text, the consent texts that it was read with, and the files that it mentions. */
export function revisionId(yaml: string, consents: ConsentTexts, media: readonly FlowMedia[]): string {
  return hash(`${yaml}\0${JSON.stringify(consents)}${markOf(media)}`);
}

/** A text with the files that it mentions: another picture under the same name is another text. */
export function textHash(yaml: string, media: readonly FlowMedia[]): string {
  return hash(`${yaml}${markOf(media)}`);
}

function markOf(media: readonly FlowMedia[]): string {
  return media.map(({ as, id }) => `\0${as} ${id}`).join('');
}
