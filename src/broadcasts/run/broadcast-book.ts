import type { Delivery, DeliveryBook, MessageContent } from '../../deliveries/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { type BroadcastDocument, broadcasts, updateBroadcast } from '../broadcast-model.ts';
import { contentFor } from '../content-for.ts';
import { groupBy } from '../group-by.ts';
import { tell } from '../tell.ts';
import { leastToJudge, notePulse, type Outcome, type Shares } from './pulse.ts';

/** Whoever claims often need not ask each time; a change of a mailing's words waits no longer than this. */
const keptMs = 1500;
const mostKnown = 100;

type Known = Pick<BroadcastDocument, '_id' | 'version' | 'content' | 'test' | 'audience' | 'stopAt'>;
const projection = { version: 1, content: 1, test: 1, audience: 1, stopAt: 1 } as const;

const known = new Map<string, { document: Known | undefined; at: number }>();

/** What the courier asks of mailings: which may go, what they say, and what became of their messages. */
export const broadcastBook: DeliveryBook = {
  /** The mailings that are on their way. A pause is seen by whoever asks next. */
  async running(_now: Date): Promise<{ id: string; pace?: number }[]> {
    const found = await broadcasts.find({ state: 'running' }, { projection: { pace: 1 } }).toArray();
    return found.map(({ _id, pace }) => ({ id: _id, ...(pace !== undefined && { pace }) }));
  },

  /** What each delivery says; nothing where its mailing is gone. */
  async contentOf(deliveries: Delivery[]): Promise<(MessageContent | undefined)[]> {
    const found = await read(deliveries, needsWinner);
    return deliveries.map(({ source }) => {
      const document = found.get(source.id);
      return document && contentFor(document, source);
    });
  },

  /** Which messengers each may go in, the first first. */
  async preferenceOf(deliveries: Delivery[]): Promise<MessengerName[][]> {
    const found = await read(deliveries);
    return deliveries.map(({ source }) => found.get(source.id)?.audience.messengers ?? []);
  },

  /** Notes how the messages fared, and stops a mailing of which too many went wrong. */
  async settled(settled: Delivery[]): Promise<void> {
    const bySource = groupBy(settled, ({ source }) => source.id);
    await Promise.all([...bySource].map(([id, own]) => noteSettled(id, own)));
  },
};

type IsStale = (delivery: Delivery, document: Known | undefined) => boolean;

/** Whoever waited for the winner is let go when there is one: what is known from before says the wrong words to them. */
const needsWinner: IsStale = ({ source }, document) =>
  source.kind === 'broadcast' && source.variant === undefined && document?.test !== undefined && !document.test.winner;

async function read(deliveries: Delivery[], isStale?: IsStale): Promise<Map<string, Known>> {
  const ids = [...new Set(deliveries.map(({ source }) => source.id))];
  const now = performance.now();
  const stale = new Set(
    deliveries.flatMap(delivery => (isStale?.(delivery, known.get(delivery.source.id)?.document) ? [delivery.source.id] : [])),
  );
  const missing = ids.filter(id => stale.has(id) || (known.get(id)?.at ?? Number.NEGATIVE_INFINITY) < now - keptMs);
  if (missing.length > 0) {
    const found = await broadcasts.find<Known>({ _id: { $in: missing } }, { projection }).toArray();
    if (known.size > mostKnown) known.clear();
    for (const id of missing) {
      const fresh = found.find(({ _id }) => _id === id);
      known.set(id, { document: fresh && sameWords(fresh, known.get(id)?.document), at: now });
    }
  }
  return new Map(ids.flatMap(id => known.get(id)?.document ?? []).map(document => [document._id, document]));
}

/** Words that have not changed stay the same object: whoever made a template of them need not do it again. */
function sameWords(fresh: Known, before: Known | undefined): Known {
  if (before?.version !== fresh.version) return fresh;
  const { content, test } = before;
  return { ...fresh, content, ...(fresh.test && test && { test: { ...fresh.test, variants: test.variants } }) };
}

async function noteSettled(broadcast: string, settled: Delivery[]): Promise<void> {
  const outcomes = settled.flatMap(outcomeOf);
  const last = settled.at(-1);
  if (outcomes.length === 0 || !last) return;
  const shares = await notePulse({ broadcast, outcomes, at: last.changedAt });
  const document = (await read([last])).get(broadcast);
  const reason = document && shares.judged >= leastToJudge ? tooMuch(shares, document.stopAt) : undefined;
  if (!reason) return;
  const isStopped = await updateBroadcast({
    id: broadcast,
    guard: { state: 'running' },
    update: { $set: { state: 'paused', pausedFor: { ...reason, at: last.changedAt } } },
  });
  if (isStopped) tell(broadcast);
}

/** Nothing of one that was never tried, or that our own end left open: neither says how the messengers and the people take it. */
function outcomeOf({ state, reason, blockedAt }: Delivery): Outcome[] {
  if (blockedAt) return ['block'];
  if (state === 'unknown' && reason === 'interrupted') return [];
  if (state === 'sent') return ['sent'];
  return state === 'failed' || state === 'unknown' ? ['error'] : [];
}

function tooMuch({ errors, blocks }: Shares, stopAt: Broadcast['stopAt']) {
  if (errors > stopAt.errors) return { why: 'errors' as const, share: Math.round(errors) };
  return blocks > stopAt.blocks ? { why: 'blocks' as const, share: Math.round(blocks) } : undefined;
}
