import type { Messenger, MessengerName } from '../../messages/index.ts';
import { consider } from '../consider.ts';
import type { Books } from './book.ts';
import { strayOf } from './claims.ts';
import { writeVerdicts } from './write-down.ts';

const atOnce = 500;

/**
 * Finds another way for what was planned for an account that is not connected any more, while another one of its messenger is; what has none
 * is suppressed. A messenger that is not connected at all may come back, so that its deliveries wait.
 */
export async function settleStrays(
  sources: { kind: 'broadcast' | 'automation'; id: string }[],
  { messengers, books, now }: { messengers: ReadonlyMap<MessengerName, Messenger>; books: Books; now: Date },
): Promise<void> {
  const accounts = [...messengers.values()].filter(({ account }) => account).map(({ name, account }) => `${name}:${account}`);
  for (const source of sources) {
    for (const account of accounts) {
      const messenger = account.slice(0, account.indexOf(':'));
      const found = await strayOf(source, { messenger, account, now, limit: atOnce });
      if (found.length === 0) continue;
      const book = books[source.kind];
      const [contents, preferences = []] = await Promise.all([book.contentOf(found), book.preferenceOf?.(found)]);
      const considered = await consider(found, { now, contents, preferences, accounts });
      const settled = considered.map((one, i) => {
        const isStray = one.verdict.kind === 'send' && one.delivery.account === found[i]?.account;
        return isStray ? { ...one, verdict: { kind: 'never' as const, reason: 'otherAccount' } } : one;
      });
      await writeVerdicts(settled, found, now);
      const over = settled.filter(({ verdict }) => verdict.kind === 'never');
      if (over.length > 0) await book.settled?.(over.map(({ delivery }) => ({ ...delivery, state: 'suppressed' as const })));
    }
  }
}
