import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../../src/lib/clock.ts';
import { launchPostgres, type Postgres } from './launch-postgres.ts';
import { prepareData } from './prepare-data.ts';

export type { Postgres } from './launch-postgres.ts';

const takeOverLimitMs = 30_000;

/**
 * Starts PostgreSQL with DocumentDB over `dataDir` (made when missing). `ephemeral` gives up all safety of the data for speed.
 * Rejects when another one has the folder open and keeps it.
 */
export async function startPostgres(home: string, dataDir: string, ephemeral: boolean): Promise<Postgres> {
  await takeOver(dataDir);
  await prepareData(home, dataDir, ephemeral);
  return launchPostgres(home, dataDir, ephemeral);
}

/** Waits for the end of a PostgreSQL whose gateway was killed a moment ago; clears the lock of one that is long gone. */
async function takeOver(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid');
  const limit = Date.now() + takeOverLimitMs;
  for (;;) {
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    if (!pid) return;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    // After a restart of a container another program may have got the number.
    if (!command.includes(dataDir)) return rm(lock, { force: true });
    if (Date.now() > limit) throw new Error(`DBPathInUse: process ${pid} has ${dataDir} open`);
    await systemClock.sleep(50);
  }
}
