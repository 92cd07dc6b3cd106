import { aggregateDeliveries, checkContent, type MessageContent } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { hasProblems } from '../broadcast-error.ts';
import { type BroadcastDocument, updateBroadcast } from '../broadcast-model.ts';
import type { Doing } from '../drafts.ts';
import { ownVariant, variantsOf } from '../plan/arms.ts';
import { readDocument } from '../read-broadcasts.ts';
import { tellDue } from '../tell.ts';
import { withdrawFrom } from './apply-changes.ts';
import { type SentChange, type SentChangeDocument, sentChanges, toSentChange, updateSentChange } from './sent-change.ts';

export interface ChangeDoing extends Doing {
  /** How the history calls whoever does it. */
  name: string;
  /** Of a trial: only this wording. */
  variant?: string;
}

/** Who was just being sent the old words has them by then, and stands in the ledger. */
const settlingMs = 5000;
const begun = ['running', 'paused', 'finished', 'cancelled'];

/**
 * Gives all that a mailing has sent other words, as far as the messengers allow it, and says them to those who are still to come. The tick does
 * it. AppErrors `broadcasts.not_found`, `broadcasts.nothing_sent`, `broadcasts.change_running`, `broadcasts.has_problems`.
 */
export async function editSent(id: string, content: MessageContent, doing: ChangeDoing): Promise<SentChange> {
  const document = await readDocument(id);
  const { advertising, topic, audience } = document;
  const { messengers } = audience;
  const found = await checkContent(content, { messengers, advertising, ...(topic !== undefined && { topic }) });
  if (found.length > 0)
    throw hasProblems(
      id,
      found.map(({ at, code, say }) => ({ field: at.part, code, say })),
    );
  const variant = doing.variant ?? ownVariant;
  const change = await begin(document, 'edit', { ...doing, ...(document.test && { variant }) });
  await updateBroadcast({ id, guard: {}, update: wordsOf(document, content, { ...doing, variant }) });
  return change;
}

/** Takes all that a mailing has sent back, as far as the messengers allow it. AppErrors as above. */
export async function removeSent(id: string, doing: ChangeDoing): Promise<SentChange> {
  return begin(await readDocument(id), 'remove', doing);
}

/** The latest change of what a mailing has sent, and how far it has come. */
export async function sentChangeOf(broadcast: string): Promise<SentChange | undefined> {
  const [latest] = await sentChanges.find({ broadcast }).sort({ at: -1 }).limit(1).toArray();
  return latest && toSentChange(latest);
}

/** What was changed stays so, the rest is left alone. AppError `broadcasts.not_stoppable`. */
export async function stopSentChange(broadcast: string, { now }: Doing): Promise<void> {
  const latest = await sentChangeOf(broadcast);
  const update = { $set: { state: 'stopped', endedAt: now } };
  const isStopped = latest && (await updateSentChange({ id: latest.id, guard: { state: 'running' }, update }));
  if (!isStopped) throw new AppError('broadcasts.not_stoppable', 'This is done already.', { broadcast });
  await withdrawFrom(latest.id, now);
  tellDue(broadcast);
}

async function begin(document: BroadcastDocument, what: SentChange['what'], doing: ChangeDoing): Promise<SentChange> {
  const { _id: id, state } = document;
  const { by, name, now, variant } = doing;
  const total = begun.includes(state) ? await countSent(id, variant) : 0;
  if (total === 0) throw new AppError('broadcasts.nothing_sent', 'Nothing of this mailing was sent.', { broadcast: id });
  if (variant !== undefined && document.test && !variantsOf(document).includes(variant))
    throw new AppError('broadcasts.no_trial', 'There is no such wording in this mailing.', { broadcast: id, variant });
  if ((await sentChangeOf(id))?.state === 'running')
    throw new AppError('broadcasts.change_running', 'What was sent is being changed already.', { broadcast: id });
  const change: SentChangeDocument = {
    _id: newId(),
    broadcast: id,
    what,
    ...(variant !== undefined && { variant }),
    state: 'running',
    by,
    name,
    at: now,
    total,
    until: new Date(now.getTime() + settlingMs),
    done: 0,
    changed: 0,
    refused: 0,
    reasons: [],
    unknown: 0,
  };
  await sentChanges.insertOne(change);
  tellDue(id);
  return toSentChange(change);
}

/** Who got the winner, or the only wording, has none of their own in the ledger: those are counted, too, and passed over where they are another's. */
async function countSent(id: string, variant: string | undefined): Promise<number> {
  const own = variant === undefined ? {} : { 'source.variant': { $in: [variant, null] } };
  const [found] = await aggregateDeliveries([{ $match: { 'source.id': id, state: 'sent', ...own } }, { $count: 'count' }]);
  return found && 'count' in found && typeof found.count === 'number' ? found.count : 0;
}

function wordsOf(document: BroadcastDocument, content: MessageContent, { by, now, variant }: ChangeDoing & { variant: string }) {
  const changed = { version: document.version + 1, changedAt: now, changedBy: by };
  if (variant === ownVariant) return { $set: { ...changed, content } };
  const variants = (document.test?.variants ?? []).map(each => (each.id === variant ? { ...each, content } : each));
  return { $set: { ...changed, 'test.variants': variants } };
}
