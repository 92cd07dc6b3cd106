import { createHash } from 'node:crypto';
import type { ConsentTexts } from '../flow/index.ts';

export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a revision is known by: its text and the consent texts that it was read with. */
export function revisionId(yaml: string, consents: ConsentTexts): string {
  return hash(`${yaml}\0${JSON.stringify(consents)}`);
}
