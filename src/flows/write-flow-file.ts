import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../lib/ids.ts';

/** What a folder that may not be written to answers; a full disk as well, since the database has what matters. */
const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EBUSY', 'EXDEV']);

/**
 * Puts a text into the folder of flows in one step, so that nobody ever reads half of it. False where the folder may not be written to.
 */
export async function writeFlowFile(folder: string, name: string, text: string): Promise<boolean> {
  const path = join(folder, name);
  // A name that no reader of the folder takes for a flow.
  const draft = join(folder, `.${name}.${newId()}.tmp`);
  try {
    await writeFile(draft, text);
    await rename(draft, path);
    return true;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    if (error instanceof Error && 'code' in error && refusals.has(String(error.code))) return false;
    throw error;
  }
}
