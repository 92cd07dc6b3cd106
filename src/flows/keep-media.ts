import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { isDuplicateKey } from '../db/index.ts';
import { fileInfo, saveFile } from '../files/index.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { FlowMedia } from './read-media.ts';

/** Puts the files that a flow sends into the files room, each content once. What is kept there already is not read. */
export async function keepMedia(
  flow: CompiledFlow,
  { folder, media, now }: { folder: string; media: readonly FlowMedia[]; now: Date },
): Promise<void> {
  const sent = new Set([...flow.media.values()].map(({ id }) => id));
  for (const file of media) if (sent.has(file.id) && !(await fileInfo(file.id))) await keep(file, folder, now);
}

async function keep({ as, id, name }: FlowMedia, folder: string, now: Date): Promise<void> {
  const stream = createReadStream(join(folder, as));
  try {
    await saveFile({ stream, id, name, owner: {}, now });
  } catch (error) {
    // Another process that started at the same moment was quicker.
    if (!isDuplicateKey(error)) throw error;
  } finally {
    stream.destroy();
  }
}
