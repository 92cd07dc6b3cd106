import type { Checkpoint } from '../../lib/checkpoint.ts';
import { noCheckpoint } from '../../lib/checkpoint.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { addressOf, type Messenger, type MessengerName } from '../../messages/index.ts';
import { countBesides, type Governor, type Outbox } from '../../outbox/index.ts';
import { whenWoken } from '../wake.ts';
import type { Books } from './book.ts';
import { createCarrier } from './carrier.ts';
import { countWaiting } from './count-waiting.ts';
import { recoverDead, recoverOwn } from './recover.ts';
import { settleStrays } from './strays.ts';
import { createPacer, createSlots, openStream, type Stream } from './stream.ts';

export interface CourierOptions {
  outbox: Pick<Outbox, 'accounts' | 'dispatch'>;
  governor: Pick<Governor, 'isPaced'>;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  books: Books;
  /** This process, in claims. */
  owner: string;
  clock: Clock;
  log: Logger;
  checkpoint?: Checkpoint;
  /** Between 0 and 1; spreads what is tried again. */
  chance?: () => number;
}

export interface Courier {
  /** Looks for what may go from the accounts that this process sends for, and sees that it goes. To be called several times a second; resolves soon. */
  work(): Promise<void>;
  /** Something was planned, or may go again: look with the next call of `work`, wherever nothing was left. */
  wake(): void;
  /** Whether more goes out just now than a messenger's pace allows elsewhere: whatever nobody waits for makes way. */
  isRushing(): boolean;
  /** Settles what was in the hands of processes that are no longer alive. */
  recover(aliveOwners: string[]): Promise<void>;
  /** Resolves when nothing is in hand any more. What has not been claimed stays where it is. */
  stop(): Promise<void>;
}

/** Where every one goes at once, so many make a batch that the database is quick with; where they go at a pace, two seconds' worth is enough. */
const stretch = { unpaced: 500, paced: 50, together: 400 };
const underWay = { unpaced: 128, paced: 64, together: 450 };
/** How soon a source that began, paused or got another pace is noticed while something goes, and while nothing does. */
const lookMs = { busy: 200, idle: 900 };
const strayMs = 15_000;
const doubtMs = 5000;
/** So many a second keep a small machine busy. */
const rushPace = 100;
/** A look that finds nothing is repeated after ten times its own length. */
const rest = { least: 500, most: 30_000, times: 10 };

/**
 * Carries deliveries from the ledger to the messengers: decided about when they are due, claimed when their turn has come, and in the history
 * with what became of them. Each mailing goes its own way from each account, so that a slow one holds up nobody.
 */
export function createCourier(options: CourierOptions): Courier {
  const { outbox, governor, messengers, books, owner, clock, log, checkpoint = noCheckpoint, chance = Math.random } = options;
  const streams = new Map<string, Stream>();
  const stopped = new AbortController();
  const carrier = createCarrier({
    outbox,
    messengers,
    books,
    owner,
    clock,
    log,
    checkpoint,
    chance,
    stopped: stopped.signal,
  });
  let looked = { at: Number.NEGATIVE_INFINITY, strays: 0, doubts: 0 };
  let working: Promise<void> | undefined;

  async function look(): Promise<void> {
    const now = clock.now();
    const accounts = outbox.accounts();
    const [broadcasts, automations] = await Promise.all([books.broadcast.running(now), books.automation.running(now)]);
    const wanted = new Map<string, { account: string; source: Stream['source']; pace: number | undefined }>();
    for (const account of accounts) {
      for (const { id, pace } of broadcasts) wanted.set(`${account} ${id}`, { account, source: { kind: 'broadcast', id }, pace });
      const ids = automations.map(({ id }) => id);
      if (ids.length > 0) wanted.set(`${account} *`, { account, source: { kind: 'automation', ids }, pace: undefined });
    }
    for (const [key, stream] of streams) if (!wanted.has(key)) end(key, stream);
    for (const [key, { account, source, pace }] of wanted) {
      const stream = streams.get(key) ?? openStream(account, source);
      streams.set(key, stream);
      stream.source = source;
      stream.pace = pace;
      if (!stream.running && stream.restUntil <= performance.now()) begin(stream);
    }
    await lookAside([...broadcasts.map(({ id }) => ({ kind: 'broadcast' as const, id }))], automations, now);
  }

  /** What nobody would come by: deliveries for an account that is another one now, and claims that nobody knows to have been written. */
  async function lookAside(broadcasts: { kind: 'broadcast'; id: string }[], automations: { id: string }[], now: Date) {
    const at = performance.now();
    if (at - looked.strays > strayMs && outbox.accounts().length > 0) {
      const began = performance.now();
      const sources = [...broadcasts, ...automations.map(({ id }) => ({ kind: 'automation' as const, id }))];
      await settleStrays(sources, { messengers, books, now });
      looked.strays = at + (performance.now() - began) * rest.times;
    }
    if (at - looked.doubts > doubtMs) {
      looked.doubts = at;
      await recoverOwn(owner, { holds: carrier.holds, now });
    }
  }

  function end(key: string, stream: Stream) {
    stream.off.abort();
    streams.delete(key);
  }

  function begin(stream: Stream) {
    stream.running = run(stream)
      .catch(error => {
        stream.restUntil = performance.now() + rest.least;
        log.error(
          { err: error, account: stream.account },
          'sending of what was planned was interrupted; it goes on with the next look',
        );
      })
      .finally(() => {
        stream.running = undefined;
      });
  }

  /** Sends what may go, stretch after stretch, until nothing is left. */
  async function run(stream: Stream): Promise<void> {
    const kind = kindOf(stream.account);
    const slots = createSlots(underWay[kind]);
    const pacer = createPacer(clock);
    const { signal } = stream.off;
    const next = () => carrier.next(stream, stretch[kind]);
    let ahead = next();
    for (;;) {
      const began = performance.now();
      const { fit, isEnd } = await ahead;
      // Where nothing has to wait for its turn the next stretch is thought about while this one goes.
      ahead = isEnd || kind !== 'unpaced' || signal.aborted ? Promise.resolve({ fit: [], isEnd: true }) : next();
      ahead.catch(() => undefined);
      for (const considered of fit) {
        if (signal.aborted || stopped.signal.aborted) {
          carrier.drop(considered);
          continue;
        }
        await pacer.wait(stream.pace, signal);
        const fresh = await carrier.renew(stream, considered);
        if (!fresh) continue;
        await slots.take();
        void carrier.carry(stream, fresh).finally(slots.free);
      }
      if (signal.aborted || stopped.signal.aborted) break;
      if (isEnd) {
        const took = performance.now() - began;
        stream.after = undefined;
        stream.restUntil = performance.now() + Math.min(Math.max(fit.length > 0 ? 0 : took * rest.times, rest.least), rest.most);
        break;
      }
      if (kind !== 'unpaced') ahead = next();
    }
    for (const considered of (await ahead.catch(() => ({ fit: [] }))).fit) carrier.drop(considered);
  }

  function kindOf(account: string): keyof typeof stretch {
    if (!governor.isPaced(account)) return 'unpaced';
    return messengers.get(addressOf(account).messenger)?.sendMany ? 'together' : 'paced';
  }

  const wake = () => {
    looked = { ...looked, at: Number.NEGATIVE_INFINITY };
    for (const stream of streams.values()) stream.restUntil = 0;
  };
  const unwatch = whenWoken(wake);
  const uncount = countBesides((account, now) => countWaiting(account, { books, now }));
  const isBusy = () => [...streams.values()].some(({ running }) => running);

  return {
    wake,
    async work() {
      const at = performance.now();
      const since = at - looked.at;
      if (working || stopped.signal.aborted || since < (isBusy() ? lookMs.busy : lookMs.idle)) return working;
      looked.at = at;
      working = look().finally(() => {
        working = undefined;
      });
      return working;
    },
    isRushing: () =>
      [...streams.values()].some(
        ({ running, account, pace = rushPace }) => running && pace >= rushPace && kindOf(account) !== 'paced',
      ),
    recover: alive => recoverDead(alive, { messengers, books, clock, log }),
    async stop() {
      unwatch();
      uncount();
      stopped.abort();
      for (const [key, stream] of streams) end(key, stream);
      await working?.catch(() => undefined);
      await carrier.idle();
    },
  };
}
