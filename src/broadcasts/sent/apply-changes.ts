import { type Delivery, readDeliveries, renderFor } from '../../deliveries/index.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import {
  addressOf,
  type ChangeOutcome,
  type Fitted,
  getMessages,
  type Messenger,
  type MessengerName,
  markRemoved,
  rewordMessage,
  type StoredMessage,
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

/** Calls a second: changes have the same limits as messages and leave most of them to those. */
const perSecond: Record<MessengerName, number> = { telegram: 10, vk: 5, web: 100 };
const atOnce = 50;
/** Nothing tries the same for ever. */
const mostTries = 5;
/** So many messages one delivery becomes at most: files and a long text. */
const mostParts = 12;

type Result = { kind: 'changed' } | { kind: 'same' } | { kind: 'refused'; reason: string } | { kind: 'unknown'; reason: string };
type Later = { kind: 'later'; until: Date };

/** Goes on changing, or taking back, what mailings have sent, as far as there is time. May be killed at any moment: the same again is the same. */
export async function applyChanges(means: ChangeMeans): Promise<void> {
  const open = await sentChanges.find({ state: 'running' }).sort({ state: 1, at: 1 }).toArray();
  for (const change of open) if (means.hasTime()) await applyOne(change, means);
}

async function applyOne(change: SentChangeDocument, means: ChangeMeans): Promise<void> {
  const { _id: id, broadcast: of } = change;
  let present = change;
  while (means.hasTime() && !(present.until && present.until > means.clock.now())) {
    const { found } = await readDeliveries({
      where: { _id: { $gt: `${of}:`, $lt: `${of};` }, state: 'sent' },
      after: present.after ?? `${of}:`,
      limit: atOnce,
    });
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

/** Answers how things stand after these; nothing where it was stopped. */
async function applyAll(
  change: SentChangeDocument,
  deliveries: Delivery[],
  means: ChangeMeans,
): Promise<SentChangeDocument | undefined> {
  const { _id: id } = change;
  const jobs = await jobsOf(change, deliveries, means.clock.now());
  let present = change;
  for (const [i, delivery] of deliveries.entries()) {
    const job = jobs[i];
    const result: Result | Later = job ? await doOne(job, { change: present, means }) : { kind: 'same' };
    const last = result.kind === 'later' && (present.tries ?? 0) + 1 >= mostTries;
    const counted: Result | Later = last ? { kind: 'unknown', reason: 'later' } : result;
    present = after(present, delivery, counted);
    const isOver = i === deliveries.length - 1 || counted.kind === 'later' || !means.hasTime();
    if (!isOver && i % 10 !== 9) continue;
    const { _id, stamp: _stamp, state: _state, ...$set } = present;
    if (!(await updateSentChange({ id, guard: { state: 'running' }, update: { $set } }))) return undefined;
    if (isOver) return present;
  }
  return present;
}

function after(change: SentChangeDocument, { id }: Delivery, result: Result | Later): SentChangeDocument {
  if (result.kind === 'later') return { ...change, until: result.until, tries: (change.tries ?? 0) + 1 };
  const done = { ...change, after: id, tries: 0, done: change.done + 1 };
  switch (result.kind) {
    case 'changed':
      return { ...done, changed: change.changed + 1 };
    case 'refused':
      return { ...done, refused: change.refused + 1, reasons: counted(change.reasons, result.reason) };
    case 'unknown':
      return { ...done, unknown: change.unknown + 1, reasons: counted(change.reasons, result.reason) };
    default:
      return done;
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
async function partsOf(deliveries: Delivery[]): Promise<Map<string, StoredMessage[]>> {
  const idsOf = ({ id }: Delivery) => [id, ...Array.from({ length: mostParts - 1 }, (_, i) => `${id}:${i + 1}`)];
  const found = new Map((await getMessages(deliveries.flatMap(idsOf))).map(message => [message.id, message]));
  return new Map(deliveries.map(delivery => [delivery.id, idsOf(delivery).flatMap(id => found.get(id) ?? [])]));
}

async function doOne(
  { messages, words }: Job,
  around: { change: SentChangeDocument; means: ChangeMeans },
): Promise<Result | Later> {
  if (messages.length === 0) return { kind: 'refused', reason: 'notInHistory' };
  if (words?.length === 0) return { kind: 'refused', reason: 'noContact' };
  if (words && words.length !== messages.length) return { kind: 'refused', reason: 'otherParts' };
  let result: Result = { kind: 'same' };
  for (const [i, message] of messages.entries()) {
    const own = await changeMessage(message, words?.[i], around);
    if (own.kind === 'later') return own;
    if (own.kind !== 'same') result = own;
    if (own.kind === 'refused') return own;
  }
  return result;
}

async function changeMessage(
  message: StoredMessage,
  words: Fitted | undefined,
  { change, means }: { change: SentChangeDocument; means: ChangeMeans },
): Promise<Result | Later> {
  const { messengers, clock } = means;
  const address = addressOf(message.conversation);
  const messenger = messengers.get(address.messenger);
  const { externalId, externalIds = externalId === undefined ? [] : [externalId] } = message;
  if (message.removed) return { kind: 'same' };
  if (messenger?.account !== address.account) return { kind: 'refused', reason: 'otherAccount' };
  if (externalId === undefined) return { kind: 'refused', reason: 'notInHistory' };
  if (words && saysTheSame(message, words)) return { kind: 'same' };
  const can = words ? messenger.capabilities.edit && messenger.edit : messenger.capabilities.delete && messenger.remove;
  if (!can) return { kind: 'refused', reason: 'cannot' };
  await clock.sleep(1000 / perSecond[address.messenger]);
  const outcome = words
    ? await messenger.edit?.(address, externalId, toEdit(words))
    : await messenger.remove?.(address, externalIds);
  if (outcome?.kind !== 'done') return notDone(outcome, clock);
  const { _id: id, name: by } = change;
  const now = clock.now();
  if (words) {
    const buttons = words.buttons ?? (message.buttons ? [] : undefined);
    const said = { text: words.text, ...(words.entities && { entities: words.entities }), ...(buttons && { buttons }) };
    await rewordMessage(message, { ...said, by, key: `${id}:${message.id}`, now });
  } else await markRemoved(message.id, { at: now, by });
  return { kind: 'changed' };
}

/** Files that are not told stay as they are. */
const toEdit = ({ text, entities, buttons }: Fitted) => ({ text, ...(entities && { entities }), ...(buttons && { buttons }) });

function saysTheSame({ text, entities = [], buttons = [] }: StoredMessage, words: Fitted): boolean {
  return JSON.stringify([text, entities, buttons]) === JSON.stringify([words.text, words.entities ?? [], words.buttons ?? []]);
}

const againMs = 30_000;

function notDone(outcome: Exclude<ChangeOutcome, { kind: 'done' }> | undefined, clock: Clock): Result | Later {
  if (!outcome) return { kind: 'refused', reason: 'cannot' };
  if (outcome.kind === 'refused') return { kind: 'refused', reason: outcome.reason };
  return { kind: 'later', until: outcome.kind === 'later' ? outcome.retryAt : new Date(clock.now().getTime() + againMs) };
}
