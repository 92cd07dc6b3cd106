import { batching } from '../../lib/batching.ts';
import type { Checkpoint } from '../../lib/checkpoint.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Messenger, MessengerName, SendOutcome, StoredMessage } from '../../messages/index.ts';
import type { Dispatched, Outbox } from '../../outbox/index.ts';
import { giveBackUse, takeUses } from '../cap-uses.ts';
import { consider } from '../consider.ts';
import type { Delivery } from '../delivery.ts';
import type { Books } from './book.ts';
import { type Fetched, nextOfAutomations, nextOfBroadcast, stillWaiting } from './claims.ts';
import { conclude } from './conclude.ts';
import { type Fit, freshMs, partSender } from './send-part.ts';
import { comesBack, type Stream, takeDue } from './stream.ts';
import { toHistory } from './tell-history.ts';
import { type Concluded, writeDown, writeVerdicts } from './write-down.ts';

interface CarrierOptions {
  outbox: Pick<Outbox, 'accounts' | 'dispatch'>;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  books: Books;
  owner: string;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
  chance: () => number;
  /** Aborts when the program stops. */
  stopped: AbortSignal;
}

export interface Carrier {
  /** The next stretch of what may go: what may not is written down as that. */
  next(stream: Stream, limit: number): Promise<{ fit: Fit[]; isEnd: boolean }>;
  /** Decides anew about one whose turn was long in coming; nothing when it is not to go now. Never rejects. */
  renew(stream: Stream, fit: Fit): Promise<Fit | undefined>;
  /** Sends one, and writes down what became of it. Never rejects. */
  carry(stream: Stream, fit: Fit): Promise<void>;
  /** It does not go after all. */
  drop(fit: Fit): void;
  /** Whether this process has it in hand. */
  holds(delivery: string): boolean;
  /** Resolves when nothing is in hand. */
  idle(): Promise<void>;
}

/** How long to wait for a database that is away before what became of a delivery is written down again. */
const writeAgainMs = 1000;

export function createCarrier(options: CarrierOptions): Carrier {
  const { outbox, messengers, books, owner, clock, log, checkpoint, chance, stopped } = options;
  const inHand = new Set<string>();
  const carrying = new Set<Promise<void>>();
  const sendPart = partSender({ outbox, owner, stopped });

  async function next(stream: Stream, limit: number): Promise<{ fit: Fit[]; isEnd: boolean }> {
    const now = clock.now();
    const { found, isEnd } = await fetch(stream, { now, limit });
    const free = found.filter(({ id }) => !inHand.has(id));
    if (free.length === 0) return { fit: [], isEnd };
    for (const { id } of free) inHand.add(id);
    try {
      return { fit: await decideAll(stream, free, now), isEnd };
    } catch (error) {
      for (const { id } of free) inHand.delete(id);
      throw error;
    }
  }

  async function fetch(stream: Stream, { now, limit }: { now: Date; limit: number }) {
    const { source, account, after } = stream;
    if (source.kind === 'automation')
      return { found: await nextOfAutomations(source.ids, { account, now, limit: limit + inHand.size }), isEnd: true };
    const back = takeDue(stream, now.getTime(), limit);
    const [again, onward] = await Promise.all([
      stillWaiting(back, { account, now }),
      nextOfBroadcast(source.id, { account, after, now, limit }),
    ]);
    const last = onward.at(-1);
    if (last) stream.after = last.id;
    const seen = new Set(onward.map(({ id }) => id));
    return { found: [...again.filter(({ id }) => !seen.has(id)), ...onward], isEnd: onward.length < limit };
  }

  async function decideAll(stream: Stream, found: Fetched[], now: Date): Promise<Fit[]> {
    const book = books[found[0]?.source.kind ?? 'broadcast'];
    const [contents, preferences = []] = await Promise.all([book.contentOf(found), book.preferenceOf?.(found)]);
    const decidedAt = performance.now();
    const considered = await consider(found, { now, contents, preferences, accounts: connected() });
    await writeVerdicts(considered, found, now);
    const fit: Fit[] = [];
    const suppressed: Delivery[] = [];
    for (const [i, one] of considered.entries()) {
      const isHere = one.delivery.conversation === found[i]?.conversation;
      if (one.verdict.kind === 'send' && isHere) {
        fit.push({ ...one, decidedAt, preference: preferences[i] ?? [], partsSent: found[i]?.partsSent ?? 0 });
        continue;
      }
      // What goes by another conversation is found there.
      inHand.delete(one.delivery.id);
      if (one.verdict.kind === 'wait') comesBack(stream, one.delivery.id, one.verdict.until.getTime());
      if (one.verdict.kind === 'never') suppressed.push({ ...one.delivery, state: 'suppressed', reason: one.verdict.reason });
    }
    const [left] = await Promise.all([takeAll(stream, fit, now), ...suppressed.map(tell)]);
    return left;
  }

  /** Of what is fit to go: what nobody else's message got ahead of. The rest is decided anew, with that one counted. */
  async function takeAll(stream: Stream, fit: Fit[], now: Date): Promise<Fit[]> {
    const limited = fit.filter(({ use }) => use !== undefined);
    const taken = await takeUses(
      limited.flatMap(({ use }) => use ?? []),
      { by: owner, now },
    );
    const refused = new Set(limited.filter((_, i) => !taken[i]));
    for (const { delivery } of refused) {
      inHand.delete(delivery.id);
      comesBack(stream, delivery.id, now.getTime());
    }
    return fit.filter(one => !refused.has(one));
  }

  const connected = () =>
    [...messengers.values()].filter(({ account }) => account).map(({ name, account }) => `${name}:${account}`);

  const tellers = { broadcast: tellerOf('broadcast'), automation: tellerOf('automation') };

  function tellerOf(kind: keyof Books) {
    return batching(
      async (settled: Delivery[]) => {
        await books[kind].settled?.(settled);
        return settled.map(() => undefined);
      },
      { maxSize: 500 },
    );
  }

  async function tell(settled: Delivery): Promise<void> {
    await tellers[settled.source.kind](settled).catch(error =>
      log.error({ err: error, delivery: settled.id }, 'what became of a delivery could not be told'),
    );
  }

  /** Nothing of it has gone out; nobody takes it up before it counts no more. */
  async function giveBack({ use, partsSent }: Fit): Promise<void> {
    if (!use || partsSent > 0) return;
    const { contact, delivery } = use;
    await giveBackUse({ contact, delivery, by: owner }).catch(error =>
      log.error({ err: error, delivery }, 'a message that did not go out counts for the caps'),
    );
  }

  /** Has it in hand until the work is done. */
  function keepInHand({ delivery: { id } }: Fit, begun: Promise<void>): Promise<void> {
    const work = begun.finally(() => {
      inHand.delete(id);
      carrying.delete(work);
    });
    carrying.add(work);
    return work;
  }

  async function renew(stream: Stream, fit: Fit): Promise<Fit | undefined> {
    // The claim may take its time as well.
    if (performance.now() - fit.decidedAt < freshMs / 2) return fit;
    const { delivery, partsSent } = fit;
    await giveBack(fit);
    try {
      const [again] = await decideAll(stream, [{ ...delivery, partsSent }], clock.now());
      return again;
    } catch (error) {
      // The others of its stretch go on.
      inHand.delete(delivery.id);
      comesBack(stream, delivery.id, clock.now().getTime());
      log.error({ err: error, delivery: delivery.id }, 'a delivery could not be decided anew; it is looked at again');
      return undefined;
    }
  }

  function carry(stream: Stream, fit: Fit): Promise<void> {
    const sending = sendParts(stream, fit).catch(error => {
      comesBack(stream, fit.delivery.id, clock.now().getTime());
      log.error({ err: error, delivery: fit.delivery.id }, 'a delivery was interrupted; it is looked at again');
    });
    return keepInHand(fit, sending);
  }

  /** One message after the other; what was parted is whole only with the last. */
  async function sendParts(stream: Stream, fit: Fit): Promise<void> {
    const { delivery, contact, messages, partsSent } = fit;
    const told: StoredMessage[] = [];
    const contactId = contact?.id ?? delivery.contact;
    let last: Dispatched | undefined;
    let part = partsSent;
    for (; part < messages.length; part++) {
      const message = messages[part];
      if (!message) break;
      last = await sendPart(stream, fit, part);
      if (!last) {
        if (part === partsSent) {
          await giveBack(fit);
          return comesBack(stream, delivery.id, clock.now().getTime());
        }
        // The rest of it goes when somebody looks again.
        last = { outcome: { kind: 'retry', reason: 'interrupted' }, after: Promise.resolve() };
      }
      const { outcome } = last;
      const now = clock.now();
      const state = stateOf(outcome);
      if (state) told.push(toHistory({ delivery, contact: contactId, part, message, state, ...reasonOf(outcome), outcome, now }));
      if (outcome.kind !== 'sent') break;
    }
    if (!last) return;
    await checkpoint('delivery sent');
    await settle(stream, fit, { last, told, partsSent: part });
    await checkpoint('delivery settled');
  }

  async function settle(
    stream: Stream,
    fit: Fit,
    { last, told, partsSent }: { last: Dispatched; told: StoredMessage[]; partsSent: number },
  ) {
    const { delivery, contact, preference } = fit;
    const now = clock.now();
    const others = contact?.identities.filter(
      ({ key, messenger, reachability }) =>
        key !== delivery.conversation && preference.includes(messenger) && reachability.state === 'reachable',
    );
    const elsewhere = partsSent === 0 && (others?.length ?? 0) > 0;
    const conclusion = conclude(delivery, last.outcome, { now, chance: chance(), elsewhere });
    // Who cannot be reached here is to be found elsewhere only when the card says so.
    if (last.outcome.kind !== 'sent') await last.after;
    if (partsSent === 0 && conclusion.state !== 'sent' && conclusion.state !== 'unknown') await giveBack(fit);
    await Promise.all([keepAt({ id: delivery.id, conclusion, messages: told, partsSent, now }), last.after]);
    if (conclusion.state !== 'sent')
      log.warn({ delivery: delivery.id, outcome: last.outcome.kind, reason: conclusion.reason }, 'a delivery did not go out');
    if (conclusion.state !== 'planned') await tell({ ...delivery, ...conclusion, message: delivery.id, changedAt: now });
    else comesBack(stream, delivery.id, conclusion.due.getTime());
  }

  /** Until it is written down nobody knows that it was sent, so a database that is away is waited for. */
  async function keepAt(concluded: Concluded): Promise<void> {
    for (;;) {
      try {
        return await writeDown(concluded);
      } catch (error) {
        if (stopped.aborted) throw error;
        log.warn({ err: error, delivery: concluded.id }, 'what became of a delivery could not be written down yet');
        await clock.sleep(writeAgainMs, stopped);
      }
    }
  }

  return {
    next,
    renew,
    carry,
    drop: fit => void keepInHand(fit, giveBack(fit)),
    holds: delivery => inHand.has(delivery),
    async idle() {
      while (carrying.size > 0) await Promise.all(carrying);
    },
  };
}

/** What the history says of an attempt; nothing where it is only tried again. */
function stateOf({ kind }: SendOutcome): 'sent' | 'failed' | 'unknown' | undefined {
  if (kind === 'sent' || kind === 'unknown') return kind;
  return kind === 'broken' || kind === 'blocked' ? 'failed' : undefined;
}

function reasonOf(outcome: SendOutcome): { reason?: string } {
  return outcome.kind === 'sent' ? {} : { reason: outcome.reason };
}
