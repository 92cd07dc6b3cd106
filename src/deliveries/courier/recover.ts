import { updateCommand } from '../../db/index.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { getMessages, type Messenger, type MessengerName } from '../../messages/index.ts';
import { renderAll } from '../consider.ts';
import type { Delivery } from '../delivery.ts';
import { deliveries } from '../delivery-model.ts';
import { wakeCouriers } from '../wake.ts';
import type { Books } from './book.ts';
import { type Fetched, inHandsOf } from './claims.ts';
import { toHistory } from './tell-history.ts';
import { writeDown } from './write-down.ts';

const atOnce = 500;

interface RecoverMeans {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  books: Books;
  clock: Clock;
  log: Logger;
}

/**
 * Settles what was in a process's hands when it died. Where a repetition is recognised by its key it is sent again; where it is not, nobody may
 * repeat what the history does not know to be sent.
 */
export async function recoverDead(alive: string[], means: RecoverMeans): Promise<void> {
  for (;;) {
    const left = await inHandsOf({ alive }, atOnce);
    if (left.length === 0) return;
    const safe = left.filter(({ messenger }) => means.messengers.get(messenger)?.capabilities.idempotent);
    const doubtful = left.filter(({ messenger }) => !means.messengers.get(messenger)?.capabilities.idempotent);
    await sendAgain(safe, means.clock.now());
    await settleDoubtful(doubtful, means);
    if (left.length < atOnce) return;
  }
}

/** A claim whose answer was lost may have been written: it was not sent, and nobody has it in hand. */
export async function recoverOwn(
  owner: string,
  { holds, now }: { holds: (delivery: string) => boolean; now: Date },
): Promise<void> {
  const left = await inHandsOf({ owner }, atOnce);
  await sendAgain(
    left.filter(({ id }) => !holds(id)),
    now,
  );
}

async function sendAgain(left: Delivery[], now: Date): Promise<void> {
  if (left.length === 0) return;
  await updateCommand(
    deliveries,
    // As it was read: what was settled and claimed anew meanwhile is in somebody's hands.
    left.map(({ id, owner, attempts }) => ({
      q: { _id: id, state: 'sending', owner, attempts },
      u: { $set: { state: 'planned', changedAt: now }, $unset: { owner: '' } },
    })),
    { ordered: false },
  );
  wakeCouriers();
}

async function settleDoubtful(left: Fetched[], { books, clock, log }: RecoverMeans): Promise<void> {
  if (left.length === 0) return;
  const known = new Map((await getMessages(left.map(({ id }) => id))).map(message => [message.id, message.delivery?.state]));
  const now = clock.now();
  const isSent = ({ id }: Fetched) => known.get(id) === 'sent';
  const unknown = left.filter(delivery => !isSent(delivery));
  const words = await wordsOf(unknown, books, now);
  const concluded = (delivery: Fetched) =>
    isSent(delivery) ? { state: 'sent' as const, sentAt: now } : { state: 'unknown' as const, reason: 'interrupted' };
  await Promise.all(
    left.map(delivery => {
      const { id, attempts, due } = delivery;
      const conclusion = { attempts, due, ...concluded(delivery) };
      return writeDown({ id, conclusion, messages: words.get(id) ?? [], partsSent: 0, now });
    }),
  );
  log.warn({ unknown: unknown.length }, 'deliveries were interrupted: whether they arrived is not known');
  for (const kind of ['broadcast', 'automation'] as const) {
    const settled = left.filter(({ source }) => source.kind === kind);
    const told = settled.map((delivery): Delivery => ({ ...delivery, ...concluded(delivery), changedAt: now }));
    if (told.length > 0)
      await books[kind].settled?.(told)?.catch(error => log.error({ err: error }, 'what became of deliveries could not be told'));
  }
}

/** What they may have read, for the history. */
async function wordsOf(left: Fetched[], books: Books, now: Date) {
  const words = new Map<string, ReturnType<typeof toHistory>[]>();
  for (const kind of ['broadcast', 'automation'] as const) {
    const those = left.filter(({ source }) => source.kind === kind);
    if (those.length === 0) continue;
    const contents = await books[kind].contentOf(those);
    const rendered = await renderAll(those, contents, now);
    for (const [i, { contact, messages }] of rendered.entries()) {
      const delivery = those[i];
      const part = delivery?.partsSent ?? 0;
      const message = messages[part];
      if (!delivery || !message) continue;
      const before = { ...delivery, attempts: delivery.attempts - 1 };
      words.set(delivery.id, [
        toHistory({ delivery: before, contact, part, message, state: 'unknown', reason: 'interrupted', now }),
      ]);
    }
  }
  return words;
}
