import type { Filter } from 'mongodb';
import { rawCollection } from '../db/index.ts';
import { nowhere, type Settlement } from './delivery-queue.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import { onItsWay, placeInQueue } from './queue-place.ts';
import type { MessageChange, StoredEdit, StoredMessage } from './stored-message.ts';
import { nudgeWatchers } from './watch-messages.ts';

const messages = rawCollection<MessageDocument>(MessageModel);

/** Whether a change of this message is still to be made. */
export function isChanging(message: StoredMessage): message is Changing {
  const { change } = message;
  return change?.delivery.state === 'queued' || change?.delivery.state === 'sending';
}

/**
 * Puts a change of a message that was sent into the queue in which messages wait, in place of one that waits already; a page of buttons and
 * a mailing's correction do not take the place of what a person has asked for. False when that is so, or nothing is there to be changed.
 * Whoever sends for the account makes it; `wake` of the outbox lets it go at once.
 */
export async function queueChange(
  { id, conversation }: Pick<StoredMessage, 'id' | 'conversation'>,
  { priority, ...change }: Omit<MessageChange, 'delivery'> & Pick<MessageChange['delivery'], 'priority'>,
): Promise<boolean> {
  const delivery = { state: 'queued' as const, attempts: 0, ...(priority && { priority }) };
  const place = placeInQueue({ conversation, delivery, at: change.at });
  const yields = change.what === 'page' || (priority ?? 'live') !== 'live';
  const { matchedCount } = await messages.updateOne(
    { _id: id, 'delivery.state': 'sent', removed: { $exists: false }, ...(yields ? nobodysWish : {}) },
    { $set: { change: { ...change, delivery }, open: true, ...place, changedAt: change.at }, $unset: { owner: '' } },
  );
  if (matchedCount > 0) nudgeWatchers();
  return matchedCount > 0;
}

const nobodysWish: Pick<Filter<MessageDocument>, '$or'> = {
  $or: [{ 'change.delivery.state': { $nin: ['queued', 'sending'] } }, { 'change.what': 'page' }],
};

/** Takes a waiting change in hand. False when another one has taken its place, or somebody has it. */
export async function claimChange({ id, change }: Changing, owner: string): Promise<boolean> {
  const { matchedCount } = await messages.updateOne(
    { _id: id, 'change.key': change.key, 'change.delivery.state': 'queued' },
    { $set: { 'change.delivery.state': 'sending', owner, queue: onItsWay } },
  );
  return matchedCount > 0;
}

export type Changing = StoredMessage & { change: MessageChange };

/**
 * Writes down what became of a change. What the messenger has done is in the history whatever has been asked for since; of what it has not
 * done nothing is told once something newer waits.
 */
export async function settleChange(message: Changing, settlement: Settlement): Promise<void> {
  const { id, change } = message;
  const present = { _id: id, 'change.key': change.key } as const;
  if (settlement.status.state !== 'sent') await messages.updateOne(present, unfinished(message, settlement));
  else {
    const { $unset, ...write } = made(message, settlement.now);
    const { matchedCount } = await messages.updateOne(present, { ...write, $unset: { ...$unset, ...nowhere, change: '' } });
    if (matchedCount === 0)
      await messages.updateOne({ _id: id, 'edits.key': { $ne: change.key } }, { ...write, ...($unset && { $unset }) });
  }
  nudgeWatchers();
}

/** Puts a change back into the queue whose process died. False when somebody has settled it since it was read. */
export async function requeueChange({ id, conversation, change, changedAt }: Changing, now: Date): Promise<boolean> {
  const delivery = { ...change.delivery, state: 'queued' as const };
  const { matchedCount } = await messages.updateOne(
    { _id: id, 'change.key': change.key, 'change.delivery.state': 'sending', changedAt },
    {
      $set: { 'change.delivery': delivery, changedAt: now, ...placeInQueue({ conversation, delivery, at: change.at }) },
      $unset: { owner: '' },
    },
  );
  if (matchedCount > 0) nudgeWatchers();
  return matchedCount > 0;
}

/** Takes back what waits of one change to many messages; what is on its way goes on. */
export async function withdrawChanges({ ids, key, now }: { ids: string[]; key: string; now: Date }): Promise<void> {
  await messages.updateMany(
    { _id: { $in: ids }, 'change.key': key, 'change.delivery.state': 'queued' },
    { $set: { changedAt: now }, $unset: { ...nowhere, change: '' } },
  );
  nudgeWatchers();
}

function unfinished({ conversation, change }: Changing, { status, due, now }: Settlement) {
  const { priority } = change.delivery;
  const delivery = { ...status, ...(priority && { priority }) };
  if (status.state !== 'queued') return { $set: { 'change.delivery': delivery, changedAt: now }, $unset: nowhere } as const;
  const place = placeInQueue({ conversation, delivery, at: change.at });
  return {
    $set: { 'change.delivery': delivery, changedAt: now, ...place, ...(due && { due }) },
    $unset: { owner: '' },
  } as const;
}

interface Made {
  $set: Partial<MessageDocument>;
  $unset?: { entities: '' };
  $push?: { edits: StoredEdit };
}

function made({ text: before, entities: styled, change }: Changing, now: Date): Made {
  const { what, key, by, text = before, entities, buttons, choices } = change;
  if (what === 'remove') return { $set: { removed: { at: now, by: by ?? '', key }, changedAt: now } };
  const $set = { text, ...(entities && { entities }), ...(buttons && { buttons }), ...(choices && { choices }), changedAt: now };
  if (what === 'page') return { $set };
  const edit = { at: now, key, before, ...(styled && { entities: styled }), ...(by && { by }) };
  return { $set, ...(!entities && { $unset: { entities: '' } }), $push: { edits: edit } };
}
