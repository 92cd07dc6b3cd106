import type { LevelWithSilent } from 'pino';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import { makeFirstVisitCode, needsOwner } from './staff/index.ts';

/** Says where the panel is, and how its owner makes the first account where there is none: at whatever level is logged, since nobody gets in without the code. */
export async function welcome({ url, clock, log }: { url: string; clock: Clock; log: Logger }) {
  if (await needsOwner()) {
    const level = log.isLevelEnabled('info') ? 'info' : (log.level as LevelWithSilent);
    const code = await makeFirstVisitCode(clock.now());
    log[level](`Make the first account at ${url}/setup with the one-time code ${code}`);
  }
  log.info(`Kartoteka is open at ${url}`);
}
