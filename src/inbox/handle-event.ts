import { type Contact, type ContactPatch, findOrCreateContact, getContact, identityKey, touchOf } from '../contacts/index.ts';
import { type Advance, advance, type Conversation } from '../conversations/index.ts';
import type { StepResult } from '../flow/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import {
  editMessage,
  type Incoming,
  keepMessage,
  type Messenger,
  type Person,
  type Profile,
  type StoredMessage,
} from '../messages/index.ts';
import { type AnswerContext, answerTo, changeBy, lastSaid, preview } from './answer.ts';
import { toFlowEvent } from './to-flow-event.ts';
import { toHistory } from './to-history.ts';

export interface HandleContext extends AnswerContext {
  checkpoint: Checkpoint;
}

/**
 * Steps 4 to 6 of a message's way: the card, the history, the engine, and the one atomic write. Answers with the conversation as written,
 * its effects pending; nothing when somebody else has changed it meanwhile.
 */
export async function handleEvent(
  conversation: Conversation,
  event: { id: string; incoming: Incoming; messenger: Messenger },
  context: HandleContext,
): Promise<Conversation | undefined> {
  const { incoming, messenger } = event;
  const { now, checkpoint } = context;
  const contact = await contactOf(conversation, incoming, messenger, now);
  await checkpoint('contact found');
  const entry = toHistory({ event: event.id, incoming, contact: contact.id, now });
  const [answer] = await Promise.all([
    conversation.mode === 'bot' ? answerOf(conversation, contact, { ...event, messenger }, context) : undefined,
    entry && keepMessage(entry),
  ]);
  if (incoming.content.kind === 'edit') {
    await editMessage({
      conversation: conversation.id,
      externalId: incoming.content.externalId,
      text: incoming.content.text,
      at: incoming.at,
      now,
    });
  }
  await checkpoint('message kept');
  const { todo = { effects: [] }, ...change } = answer ? changeBy(conversation, answer) : {};
  return advance(conversation, {
    now,
    event: event.id,
    contact: contact.id,
    ...change,
    ...told(conversation, { entry, answer, now }),
    todo: { ...todo, card: cardOf(incoming, now) },
  });
}

async function contactOf(conversation: Conversation, incoming: Incoming, messenger: Messenger, now: Date): Promise<Contact> {
  const known = conversation.contact ? await getContact(conversation.contact) : undefined;
  if (known) return known;
  const { contact } = await findOrCreateContact(await introduce(incoming, messenger), now);
  return contact;
}

/** VK does not say who writes: on the first message the profile is asked, so that the bot can greet by name. Without an answer it greets without. */
async function introduce(incoming: Incoming, messenger: Messenger): Promise<Incoming> {
  if (incoming.from.firstName) return incoming;
  const profile = await messenger.profile(incoming.from.id).catch(() => undefined);
  return profile ? { ...incoming, from: { ...incoming.from, ...personOf(profile) } } : incoming;
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
  { id, incoming, messenger }: { id: string; incoming: Incoming; messenger: Messenger },
  context: HandleContext,
): Promise<StepResult | undefined> {
  const followed = conversation.lastMessage ? contact.source.last?.link : undefined;
  const event = toFlowEvent(id, incoming, followed);
  if (!event) return undefined;
  const source = { ...(incoming.link && { link: incoming.link }), ...(incoming.linkSource && { detail: incoming.linkSource }) };
  return answerTo(event, { conversation, contact, messenger }, context, source);
}

/** What is written about the conversation beside what the answer makes of it. */
function told(
  conversation: Conversation,
  { entry, answer, now }: { entry: StoredMessage | undefined; answer: StepResult | undefined; now: Date },
): Pick<Advance, 'message' | 'unread' | 'waiting'> {
  const message = (answer && lastSaid(answer, now)) ?? lastWritten(entry, now);
  const handedOver = answer?.effects.some(effect => effect.kind === 'handoff') ?? false;
  const forPeople = entry?.author.kind === 'customer' && (conversation.mode !== 'bot' || handedOver);
  return { ...(message && { message }), ...(forPeople && { unread: 1, waiting: true }) };
}

function lastWritten(entry: StoredMessage | undefined, now: Date): Advance['message'] {
  if (entry?.author.kind !== 'customer') return undefined;
  return { text: preview(entry.text), kind: entry.attachments?.[0]?.kind ?? entry.kind, at: now, author: 'customer' };
}

/** What an event tells about the card by itself. */
function cardOf(incoming: Incoming, now: Date): ContactPatch {
  const { address, from, content } = incoming;
  const identity = identityKey({ ...address, id: from.id });
  if (content.kind === 'reachability') {
    const state = content.reachable ? 'reachable' : content.reason === 'denied' ? 'denied' : 'blocked';
    return { reachability: { identity, state, at: now, evidence: 'update' } };
  }
  return {
    activityAt: now,
    person: { messenger: address.messenger, identity, profile: from },
    reachability: { identity, state: 'reachable', at: now, evidence: 'message' },
    touch: touchOf(incoming, now),
  };
}
