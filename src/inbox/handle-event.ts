import {
  type Contact,
  type ContactPatch,
  findOrCreateContact,
  identityKey,
  livingContact,
  reachabilityTold,
  touchOf,
} from '../contacts/index.ts';
import { type Advance, advance, type Conversation } from '../conversations/index.ts';
import type { StepResult } from '../flow/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import {
  editMessage,
  type Incoming,
  keepMessage,
  type Messenger,
  moveLocation,
  type Person,
  type Profile,
  type StoredMessage,
  suppressQueued,
} from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { languageOf } from '../texts/index.ts';
import { answerTo, changeBy, lastSaid, preview } from './answer.ts';
import type { Profiles } from './create-profiles.ts';
import { isWritten } from './is-written.ts';
import { type MailingPressContext, type Meaning, meaningOf, underDelivery } from './mailing-press.ts';
import { type Arrived, toFlowEvent } from './to-flow-event.ts';
import { editToHistory, eventEntry, storedAttachments, toHistory } from './to-history.ts';
import { toPeople } from './to-people.ts';
import { type PageTurn, turnPage } from './turn-page.ts';
import { withChoice } from './with-choice.ts';

export interface HandleContext extends MailingPressContext {
  checkpoint: Checkpoint;
  profiles: Profiles;
  outbox: Pick<Outbox, 'wake'>;
}

/** What is handled together: one event, or the parts of an album. */
export type ArrivedParts = [Arrived, ...Arrived[]];

/**
 * Steps 4 to 6 of a message's way: the card, the history, the engine, and the one atomic write. Answers with the conversation as written,
 * its effects pending, and the card as it was read; nothing when somebody else has changed it meanwhile.
 */
export async function handleEvent(
  conversation: Conversation,
  { parts: arrived, messenger }: { parts: ArrivedParts; messenger: Messenger },
  context: HandleContext,
): Promise<{ advanced: Conversation; card: Contact } | undefined> {
  const { now, checkpoint } = context;
  const parts = await withChoice(arrived, conversation);
  const contact = await contactOf(conversation, parts[0].incoming, messenger, context);
  await checkpoint('contact found');
  const turned = await pageOf(conversation, contact, { part: parts[0], messenger }, context);
  const meaning = turned ? undefined : await meaningOf(parts[0].incoming, { conversation, contact, messenger }, context);
  const told = labelled(parts, meaning);
  const [{ incoming }] = told;
  const answers = conversation.mode === 'bot' && !turned && meaning?.kind !== 'effects';
  const [answer = answerIn(turned) ?? asideOf(conversation, meaning), { entries, before }] = await Promise.all([
    answers ? answerOf(conversation, contact, { parts: told, messenger, meaning }, context) : undefined,
    turned?.kind === 'shown' ? { entries: [], before: undefined } : keepHistory(conversation, contact, told, now),
  ]);
  if (incoming.content.kind === 'operator') await holdBot(conversation, contact, parts[0], now);
  const { todo = { effects: [] }, ...change }: Partial<ReturnType<typeof changeBy>> = answer
    ? changeBy(conversation, answer)
    : {};
  const isForPeople = meaning?.kind !== 'effects' || meaning.heard;
  const people = isForPeople
    ? peopleAfter(conversation, { entries, contact, incoming, handedTo: change.mode?.queue }, context)
    : undefined;
  if (people?.line)
    await keepMessage(eventEntry({ id: `${parts[0].id}:${people.line}`, incoming, contact: contact.id, now }, people.line));
  await checkpoint('message kept');
  const advanced = await advance(conversation, {
    now,
    event: handledKey(parts.map(({ id }) => id)),
    contact: contact.id,
    ...(incoming.lacks && { lacks: incoming.lacks }),
    ...shownOf(conversation, { incoming, entries, before, answer, now }),
    ...people?.change,
    ...change,
    todo: { ...todo, effects: [...todo.effects, ...(people?.effects ?? [])], card: cardOf(incoming, now) },
  });
  return advanced && { advanced, card: contact };
}

/** A press that only looks through buttons; while people speak the bot shows nothing. */
async function pageOf(
  conversation: Conversation,
  { language }: Contact,
  { part: { id, incoming }, messenger }: { part: Arrived; messenger: Messenger },
  { outbox, now }: HandleContext,
): Promise<PageTurn | undefined> {
  if (conversation.mode !== 'bot') return undefined;
  const turned = await turnPage(conversation, incoming, {
    messenger,
    language: conversation.position?.language ?? languageOf(language),
    key: id,
    now,
  });
  if (turned?.kind === 'shown') outbox.wake(conversation.id);
  return turned;
}

const answerIn = (turned: PageTurn | undefined): StepResult | undefined => (turned?.kind === 'said' ? turned.answer : undefined);

/** Something to be done that leaves the talk as it is. */
function asideOf({ position }: Conversation, meaning: Meaning | undefined): StepResult | undefined {
  return meaning?.kind === 'effects' ? { ...(position && { position }), effects: meaning.effects } : undefined;
}

/** With the words of the button that was pressed, which not every messenger tells. */
function labelled(parts: ArrivedParts, meaning: Meaning | undefined): ArrivedParts {
  const [{ id, incoming }] = parts;
  const { content } = incoming;
  if (meaning?.kind !== 'event' || meaning.label === undefined || content.kind !== 'press') return parts;
  return [{ id, incoming: { ...incoming, content: { ...content, label: meaning.label } } }];
}

/** The parts of an album are handled by one write, so a conversation remembers them under one key; no event's own key has a space. */
const handledKey = (events: string[]): string => events.join(' ');

/** Whether a conversation has handled an event. */
export function isHandled({ handled }: Pick<Conversation, 'handled'>, event: string): boolean {
  return handled.some(key => key.split(' ').includes(event));
}

async function contactOf(
  conversation: Conversation,
  incoming: Incoming,
  messenger: Messenger,
  { now, profiles }: HandleContext,
): Promise<Contact> {
  const known = conversation.contact ? await livingContact(conversation.contact) : undefined;
  if (known) {
    if (isWritten(incoming)) profiles.refresh(known, incoming, messenger);
    return known;
  }
  const { person, profile } = await introduce(incoming, messenger);
  const { contact } = await findOrCreateContact(person, now);
  profiles.refresh(contact, incoming, messenger, profile);
  return contact;
}

/** VK does not say who writes: on the first message the profile is asked, so that the bot can greet by name. Without an answer it greets without. */
async function introduce(incoming: Incoming, messenger: Messenger): Promise<{ person: Incoming; profile?: Profile }> {
  if (incoming.from.firstName) return { person: incoming };
  const profile = await messenger.profile(incoming.from.id).catch(() => undefined);
  return profile ? { person: { ...incoming, from: { ...incoming.from, ...personOf(profile) } }, profile } : { person: incoming };
}

function personOf({ firstName, lastName, username, language }: Profile): Partial<Person> {
  return {
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(username && { username }),
    ...(language && { language }),
  };
}

/** What the bot does about it, or nothing where it is no business of the bot. */
async function answerOf(
  conversation: Conversation,
  contact: Contact,
  { parts, messenger, meaning }: { parts: ArrivedParts; messenger: Messenger; meaning: Meaning | undefined },
  context: HandleContext,
): Promise<StepResult | undefined> {
  const followed = conversation.lastMessage ? contact.source.last?.link : undefined;
  const [{ incoming }] = parts;
  const event = meaning?.kind === 'event' ? meaning.event : toFlowEvent(parts, followed);
  if (!event) return undefined;
  const source = { ...(incoming.link && { link: incoming.link }), ...(incoming.linkSource && { detail: incoming.linkSource }) };
  const answer = await answerTo(event, { conversation, contact, messenger }, context, source);
  const delivery = meaning?.kind === 'event' ? meaning.delivery : undefined;
  return delivery ? { ...answer, effects: answer.effects.map(effect => underDelivery(effect, delivery)) } : answer;
}

/** A new entry, or the words that an earlier one had before they changed it. */
interface Kept {
  entry?: StoredMessage | undefined;
  before?: string;
}

/** Puts into the history what came, or changes there what they changed. */
async function keepHistory(
  conversation: Conversation,
  contact: Contact,
  parts: ArrivedParts,
  now: Date,
): Promise<{ entries: StoredMessage[]; before?: string | undefined }> {
  const kept = await Promise.all(parts.map(part => entryOf(conversation, contact, part, now)));
  const entries = kept.flatMap(({ entry }) => entry ?? []);
  await Promise.all(entries.map(keepMessage));
  return { entries, before: kept[0]?.before };
}

async function entryOf(conversation: Conversation, contact: Contact, { id, incoming }: Arrived, now: Date): Promise<Kept> {
  const { content, at, entities } = incoming;
  if (content.kind === 'moved') {
    const isShown = await moveLocation({ conversation: conversation.id, ...content, at, now });
    return isShown ? {} : { entry: toHistory({ event: id, incoming, contact: contact.id, now }) };
  }
  if (content.kind !== 'edit') return { entry: toHistory({ event: id, incoming, contact: contact.id, now }) };
  const { externalId, text, attachments } = content;
  const reworded = await editMessage({
    conversation: conversation.id,
    externalId,
    text,
    ...(entities && { entities }),
    ...(attachments && { attachments: storedAttachments(id, attachments) }),
    key: id,
    at,
    now,
  });
  if (reworded) return reworded;
  if (content.operator) return {};
  return { entry: editToHistory({ event: id, incoming, content, contact: contact.id, now }) };
}

/** Somebody of ours has answered in the messenger itself: what the bot has not said yet is taken back. */
async function holdBot(conversation: Conversation, contact: Contact, { id, incoming }: Arrived, now: Date): Promise<void> {
  if (conversation.mode !== 'bot') return;
  await suppressQueued(conversation.id, 'takenOver', now);
  await keepMessage(eventEntry({ id: `${id}:held`, incoming, contact: contact.id, now }, 'heldBack'));
}

interface Happened {
  incoming: Incoming;
  entries: StoredMessage[];
  /** The words that they changed. */
  before: string | undefined;
  answer: StepResult | undefined;
  now: Date;
}

/** What is written about the conversation beside what the answer makes of it. */
function shownOf(
  conversation: Conversation,
  { incoming, entries, before, answer, now }: Happened,
): Pick<Advance, 'message' | 'unread' | 'waiting' | 'mode'> {
  const message = (answer && lastSaid(answer, now)) ?? lastWritten(entries, now) ?? reworded(conversation, incoming, before);
  if (incoming.content.kind === 'operator') {
    const held = conversation.mode === 'staff' ? undefined : { mode: 'staff' as const };
    return { ...(message && { message }), ...(held && { mode: held }), unread: 'none', waiting: false };
  }
  return message ? { message } : {};
}

/** What a message of the customer means for people, where they hold the conversation or are asked for with it. */
function peopleAfter(
  conversation: Conversation,
  {
    entries,
    contact,
    incoming,
    handedTo,
  }: { entries: StoredMessage[]; contact: Contact; incoming: Incoming; handedTo: string | undefined },
  { defaults, now }: HandleContext,
) {
  const written = entries.filter(({ author }) => author.kind === 'customer').length;
  if (written === 0 || incoming.content.kind === 'operator') return undefined;
  if (conversation.mode === 'bot' && handedTo === undefined) return undefined;
  const language = conversation.position?.language ?? languageOf(contact.language);
  const { effects, line, ...change } = toPeople(conversation, { handedTo, language, defaults, now });
  return { effects, line, change: { ...change, unread: written } };
}

function lastWritten(entries: StoredMessage[], now: Date): Advance['message'] {
  const last = entries.findLast(({ author, kind }) => kind !== 'event' && author.kind !== 'system');
  if (!last) return undefined;
  const text = entries.map(entry => entry.text).find(Boolean) ?? '';
  return { text: preview(text), kind: last.attachments?.[0]?.kind ?? last.kind, at: now, author: last.author.kind };
}

/** The list shows the last words as they are by now. */
function reworded({ lastMessage }: Conversation, { content }: Incoming, before: string | undefined): Advance['message'] {
  if (content.kind !== 'edit' || before === undefined || !lastMessage) return undefined;
  if ((lastMessage.author === 'customer') === (content.operator === true)) return undefined;
  return lastMessage.text === preview(before) ? { ...lastMessage, text: preview(content.text) } : undefined;
}

/** What an event tells about the card by itself. */
function cardOf(incoming: Incoming, now: Date): ContactPatch {
  const { address, from, content } = incoming;
  const identity = identityKey({ ...address, id: from.id });
  if (content.kind === 'reachability') {
    return { reachability: { identity, state: reachabilityTold(content), at: now, evidence: 'update' } };
  }
  if (content.kind === 'membership') return { membership: { identity, joined: content.joined, at: incoming.at } };
  if (!isWritten(incoming)) return {};
  return {
    activityAt: now,
    person: { messenger: address.messenger, identity, profile: from },
    reachability: { identity, state: 'reachable', at: now, evidence: 'message' },
    touch: touchOf(incoming, now),
  };
}
