import type { Logger } from '../lib/logger.ts';
import { watchSignals } from '../signals/index.ts';
import { followOwner } from '../tasks/index.ts';

/** Gives tasks of "whoever answers for the contact" to whoever does so now, whoever changed it. Returns the way to stop. */
export function watchOwners({ log }: { log: Logger }): () => void {
  return watchSignals(({ topic, about, facts }) => {
    if (topic !== 'contacts' || about === undefined || facts?.what !== 'owner') return;
    const owner = typeof facts.owner === 'string' ? facts.owner : undefined;
    followOwner(about, owner).catch(error => log.warn({ err: error }, 'tasks did not follow an owner; the next look does it'));
  });
}
