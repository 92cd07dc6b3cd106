import type { Clock } from '../../../src/lib/clock.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { type StoredMessage, watchMessages } from '../../../src/messages/index.ts';
import { createRandom } from '../random.ts';

interface Opening {
  /** Where the program is found: no link leads elsewhere. */
  url: string;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}

const agent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1';

/** Lets one in three of those who are sent a mailing open its link some time later. Returns the way to stop listening. */
export function openLinks({ url, clock, log, signal }: Opening): () => void {
  const begun = clock.now();
  const seen = new Set<string>();

  return watchMessages(messages => {
    for (const message of messages) {
      if (!isMailing(message) || seen.has(message.id)) continue;
      seen.add(message.id);
      open(message).catch(error => log.debug({ err: error }, 'a customer did not get through to a link'));
    }
  });

  function isMailing({ delivery, at }: StoredMessage): boolean {
    return delivery?.priority === 'broadcast' && delivery.state === 'sent' && at >= begun;
  }

  async function open({ id, buttons = [] }: StoredMessage): Promise<void> {
    const random = createRandom(id);
    const [link] = buttons
      .flat()
      .flatMap(({ action }) => (action.kind === 'url' && action.url.startsWith(url) ? [action.url] : []));
    if (link === undefined || !random.chance(0.35)) return;
    await clock.sleep(random.int(10, 120) * 1000, signal);
    // Where it leads to is nobody's: it is not followed.
    if (!signal.aborted) await fetch(link, { redirect: 'manual', headers: { 'user-agent': agent }, signal });
  }
}
