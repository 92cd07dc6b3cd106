import { type Delivery, readDeliveries, renderFor } from '../../deliveries/index.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import {
  addressOf,
  type Changing,
  type Fitted,
  getMessages,
  isChanging,
  type Messenger,
  type MessengerName,
  queueChange,
  type StoredMessage,
  withdrawChanges,
} from '../../messages/index.ts';
import { toBroadcast } from '../broadcast-model.ts';
import { contentFor } from '../content-for.ts';
import { readDocument } from '../read-broadcasts.ts';
import { tell } from '../tell.ts';
import { type SentChangeDocument, sentChanges, updateSentChange } from './sent-change.ts';

export interface ChangeMeans {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  clock: Clock;
  log: Logger;
  hasTime(): boolean;
}

/** So many deliveries wait at once: a mailing of a million must not stand before everything else of its rank. */
const atOnce = 150;
/** The same is not tried more often than this. */
const mostTries = 5;
/** How soon to look again what became of those that wait. */
const lookAgainMs = 1000;
/** So many messages one delivery becomes at most: files and a long text. */
const mostParts = 12;

type Result = { kind: 'changed' } | { kind: 'same' } | { kind: 'refused'; reason: string } | { kind: 'unknown'; reason: string };
/** It stands in the queue of what is sent. */
type Waits = { kind: 'waits' };

/** Goes on changing, or taking back, what mailings have sent, as far as there is time. May be killed at any moment: the same again is the same. */
export async function applyChanges(means: ChangeMeans): Promise<void> {
  const open = await sentChanges.find({ state: 'running' }).sort({ state: 1, at: 1 }).toArray();
  for (const change of open) if (means.hasTime()) await applyOne(change, means);
}

async function applyOne(change: SentChangeDocument, means: ChangeMeans): Promise<void> {
  const { _id: id, broadcast: of } = change;
  let present = change;
  while (means.hasTime() && !(present.until && present.until > means.clock.now())) {
    const found = await nextOf(present);
    if (found.length === 0) {
      const update = { $set: { state: 'done', endedAt: means.clock.now() }, $unset: { until: '' } };
      await updateSentChange({ id, guard: { state: 'running' }, update });
      return tell(of);
    }
    const next = await applyAll(present, found, means);
    if (!next) return;
    present = next;
    tell(of);
  }
}

async function nextOf({ broadcast: of, after = `${of}:` }: SentChangeDocument): Promise<Delivery[]> {
  const where = { _id: { $gt: `${of}:`, $lt: `${of};` }, state: 'sent' } as const;
  return (await readDeliveries({ where, after, limit: atOnce })).found;
}

/** Queues all of these that are not queued, and counts those that are over, as far as the first that is not. Nothing where it was stopped. */
async function applyAll(
  change: SentChangeDocument,
  deliveries: Delivery[],
  means: ChangeMeans,
): Promise<SentChangeDocument | undefined> {
  const { _id: id } = change;
  const jobs = await jobsOf(change, deliveries, means.clock.now());
  const results = await Promise.all(jobs.map(job => (job ? doOne(job, { change, means }) : ({ kind: 'same' } as const))));
  let present: SentChangeDocument = change;
  for (const [i, result] of results.entries()) {
    const delivery = deliveries[i];
    if (result.kind === 'waits' || !delivery) break;
    present = after(present, delivery, result);
  }
  const waits = results.some(({ kind }) => kind === 'waits');
  if (waits) present = { ...present, until: new Date(means.clock.now().getTime() + lookAgainMs) };
  const { _id, stamp: _stamp, state: _state, ...$set } = present;
  if (await updateSentChange({ id, guard: { state: 'running' }, update: { $set } })) return present;
  await withdrawFrom(id, means.clock.now());
  return undefined;
}

/** Takes back what still waits of a change that was stopped. */
export async function withdrawFrom(id: string, now: Date): Promise<void> {
  const change = await sentChanges.findOne({ _id: id });
  if (change) await withdrawChanges({ ids: (await nextOf(change)).flatMap(partIds), key: id, now });
}

function after(change: SentChangeDocument, { id }: Delivery, result: Result): SentChangeDocument {
  const done = { ...change, after: id, done: change.done + 1 };
  switch (result.kind) {
    case 'changed':
      return { ...done, changed: change.changed + 1 };
    case 'refused':
      return { ...done, refused: change.refused + 1, reasons: counted(change.reasons, result.reason) };
    case 'unknown':
      return { ...done, unknown: change.unknown + 1, reasons: counted(change.reasons, result.reason) };
    case 'same':
      return done;
    default:
      return assertNever(result);
  }
}

/** Messengers word their refusals in few ways. */
const mostReasons = 20;

function counted(reasons: SentChangeDocument['reasons'], reason: string): SentChangeDocument['reasons'] {
  const known = reasons.find(each => each.reason === reason);
  if (known) return reasons.map(each => (each === known ? { reason, count: each.count + 1 } : each));
  return reasons.length < mostReasons ? [...reasons, { reason, count: 1 }] : reasons;
}

interface Job {
  /** What one delivery became, in the order of its parts. */
  messages: StoredMessage[];
  /** What it is to say; nothing where it is to go. */
  words?: Fitted[];
}

async function jobsOf(
  { broadcast: of, what, variant }: SentChangeDocument,
  deliveries: Delivery[],
  now: Date,
): Promise<(Job | undefined)[]> {
  const broadcast = toBroadcast(await readDocument(of));
  const contents = deliveries.map(({ source }) => contentFor(broadcast, source));
  const wanted = deliveries.map(({ source }) => {
    const own = source.kind === 'broadcast' ? (source.variant ?? broadcast.test?.winner?.variant) : undefined;
    return variant === undefined || own === undefined || own === variant;
  });
  const parts = await partsOf(deliveries);
  const words = what === 'edit' ? await renderFor(deliveries, contents, now) : [];
  return deliveries.map((delivery, i) => {
    const messages = parts.get(delivery.id) ?? [];
    return wanted[i] ? { messages, ...(what === 'edit' && { words: words[i] ?? [] }) } : undefined;
  });
}

/** The first part has the delivery's id, the others that with their number. */
const partIds = ({ id }: Delivery) => [id, ...Array.from({ length: mostParts - 1 }, (_, i) => `${id}:${i + 1}`)];

async function partsOf(deliveries: Delivery[]): Promise<Map<string, StoredMessage[]>> {
  const found = new Map((await getMessages(deliveries.flatMap(partIds))).map(message => [message.id, message]));
  return new Map(deliveries.map(delivery => [delivery.id, partIds(delivery).flatMap(id => found.get(id) ?? [])]));
}

async function doOne(
  { messages, words }: Job,
  around: { change: SentChangeDocument; means: ChangeMeans },
): Promise<Result | Waits> {
  if (messages.length === 0) return { kind: 'refused', reason: 'notInHistory' };
  if (words?.length === 0) return { kind: 'refused', reason: 'noContact' };
  if (words && words.length !== messages.length) return { kind: 'refused', reason: 'otherParts' };
  const results = await Promise.all(messages.map((message, i) => changeMessage(message, words?.[i], around)));
  const worst = (['waits', 'refused', 'unknown', 'changed'] as const).flatMap(
    kind => results.find(result => result.kind === kind) ?? [],
  );
  return worst[0] ?? { kind: 'same' };
}

/** What became of the change of one message, which is queued where it is not yet. */
async function changeMessage(
  message: StoredMessage,
  words: Fitted | undefined,
  { change, means }: { change: SentChangeDocument; means: ChangeMeans },
): Promise<Result | Waits> {
  const { _id: key, name: by } = change;
  if (message.edits?.some(edit => edit.key === key) || message.removed?.key === key) return { kind: 'changed' };
  if (isChanging(message)) return stillWaits(message, key, means.clock.now());
  if (message.change?.key === key) return { kind: 'refused', reason: message.change.delivery.reason ?? 'cannot' };
  if (message.removed || (words && saysTheSame(message, words))) return { kind: 'same' };
  const refused = refusal(message, words, means);
  if (refused) return { kind: 'refused', reason: refused };
  const what = words ? ({ what: 'edit', ...toEdit(words, message) } as const) : ({ what: 'remove' } as const);
  await queueChange(message, { ...what, by, key, at: means.clock.now(), priority: 'broadcast' });
  return { kind: 'waits' };
}

/** Nobody waits for one message of a mailing without end. */
async function stillWaits({ id, change }: Changing, key: string, now: Date): Promise<Result | Waits> {
  const { attempts, reason = 'later' } = change.delivery;
  if (attempts < mostTries) return { kind: 'waits' };
  await withdrawChanges({ ids: [id], key, now });
  return { kind: 'unknown', reason };
}

function refusal({ conversation, externalId }: StoredMessage, words: Fitted | undefined, { messengers }: ChangeMeans) {
  const address = addressOf(conversation);
  const messenger = messengers.get(address.messenger);
  if (messenger?.account !== address.account) return 'otherAccount';
  if (externalId === undefined) return 'notInHistory';
  const can = words ? messenger.capabilities.edit && messenger.edit : messenger.capabilities.delete && messenger.remove;
  return can ? undefined : 'cannot';
}

/** Files that are not told stay as they are; buttons that the new words do not have are to go. */
function toEdit({ text, entities, buttons, choices }: Fitted, { buttons: former, choices: written }: StoredMessage) {
  const shown = buttons ?? (former ? [] : undefined);
  const named = choices ?? (written ? [] : undefined);
  return { text, ...(entities && { entities }), ...(shown && { buttons: shown }), ...(named && { choices: named }) };
}

function saysTheSame({ text, entities = [], buttons = [] }: StoredMessage, words: Fitted): boolean {
  return JSON.stringify([text, entities, buttons]) === JSON.stringify([words.text, words.entities ?? [], words.buttons ?? []]);
}
