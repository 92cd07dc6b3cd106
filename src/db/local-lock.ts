import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';

const ownerSchema = z.object({ pid: z.number().int(), started: z.string() });
type Owner = z.infer<typeof ownerSchema>;

/**
 * Claims a data folder for this process and resolves with the way to give it back. The claim of a process that is gone does not count.
 * It is there for a clear message: the servers have locks of their own, which guard the data.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'kartoteka.lock');
  const self: Owner = { pid: process.pid, started: await startOf(process.pid) };
  while (!(await create(file, self))) {
    const owner = await readOwner(file);
    if (owner && (await lives(owner))) {
      throw new AppError(
        'db.in_use',
        `The data folder ${dataDir} is open in another program (process ${owner.pid}). Stop that one first, or give both the same MONGODB_URI.`,
        { dataDir, pid: owner.pid },
      );
    }
    await rm(file, { force: true });
  }
  return () => rm(file, { force: true });
}

async function create(file: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(owner), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined; // half written by a process that was killed, or removed in the meantime
  }
}

async function lives({ pid, started }: Owner): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return (await startOf(pid)) === started;
}

/** Tells a process from a later one that got its number: field 22 of proc(5)'s stat. Empty where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
