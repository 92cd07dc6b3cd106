import { type Contact, type ContactPatch, findOrCreateContact, getContact, identityKey, touchOf } from '../contacts/index.ts';
import { type Advance, advance, type Conversation, finishedRuns } from '../conversations/index.ts';
import { converse, type Effect, type FlowEvent, type RunRecord, type StepResult } from '../flow/index.ts';
import type { Flows } from '../flows/index.ts';
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
import { factsFor } from './facts.ts';
import { toFlowEvent } from './to-flow-event.ts';
import { toHistory } from './to-history.ts';

export interface HandleContext {
  flows: Flows;
  defaults: { region: string; timeZone: string };
  now: Date;
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
  const flow = answer && flowOf(conversation, answer);
  return advance(conversation, {
    now,
    event: event.id,
    contact: contact.id,
    ...change(conversation, { entry, answer, now }),
    todo: {
      effects: (answer?.effects ?? []).filter(isToBeDone),
      card: cardOf(incoming, now),
      ...(flow && { flow }),
    },
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
  { flows, defaults, now }: HandleContext,
): Promise<StepResult | undefined> {
  const followed = conversation.lastMessage ? contact.source.last?.link : undefined;
  const event = toFlowEvent(id, incoming, followed);
  if (!event) return undefined;
  const { position } = conversation;
  if (position) await flows.ensureRevision(position.revision);
  const source = { ...(incoming.link && { link: incoming.link }), ...(incoming.linkSource && { detail: incoming.linkSource }) };
  const finished =
    position && isPlainAnswer(event) ? {} : await finishedRuns({ contact: contact.id, conversation: conversation.id });
  return converse(
    flows.library,
    position,
    event,
    factsFor({ conversation, contact, messenger, finished, source, defaults, now }),
  );
}

/** An event that can start no flow while a run goes on, so that how others ended does not matter. */
function isPlainAnswer(event: FlowEvent): boolean {
  return (event.kind === 'text' && !event.text.startsWith('/')) || (event.kind === 'press' && event.data.startsWith('q:'));
}

/** The flow that the effects are told of: the one the run stands in, or stood in before this event ended it. */
function flowOf(conversation: Conversation, answer: StepResult): string | undefined {
  const run = answer.effects.find(effect => effect.kind === 'run');
  return run?.kind === 'run' ? run.run.flow : (answer.position ?? conversation.position)?.flow;
}

/** A run that goes on is kept in the conversation itself; facts have no reader yet. */
export function isToBeDone(effect: Effect): boolean {
  return effect.kind !== 'fact' && (effect.kind !== 'run' || effect.run.outcome !== undefined);
}

function withoutAnswers({ answers: _answers, ...run }: RunRecord): NonNullable<Conversation['run']> {
  return run;
}

/** What is written about the conversation itself. */
function change(
  conversation: Conversation,
  { entry, answer, now }: { entry: StoredMessage | undefined; answer: StepResult | undefined; now: Date },
): Omit<Advance, 'now'> {
  const handoff = answer?.effects.find(effect => effect.kind === 'handoff');
  const run = answer?.effects.findLast(effect => effect.kind === 'run');
  const message = lastMessage(entry, answer?.effects ?? [], now);
  const forPeople = entry?.author.kind === 'customer' && (conversation.mode !== 'bot' || handoff !== undefined);
  return {
    ...(answer && { position: answer.position ?? null }),
    ...(answer?.lastPress && { lastPress: answer.lastPress }),
    ...(run?.kind === 'run' && { run: withoutAnswers(run.run) }),
    ...(handoff?.kind === 'handoff' && { mode: { mode: 'queue', queue: handoff.queue } }),
    ...(message && { message }),
    ...(forPeople && { unread: 1, waiting: true }),
  };
}

function lastMessage(entry: StoredMessage | undefined, effects: Effect[], now: Date): Advance['message'] {
  const said = effects.findLast(effect => effect.kind === 'say');
  if (said?.kind === 'say') return { text: preview(said.message.text), kind: 'text', at: now, author: 'bot' };
  if (entry?.author.kind !== 'customer') return undefined;
  return { text: preview(entry.text), kind: entry.attachments?.[0]?.kind ?? entry.kind, at: now, author: 'customer' };
}

function preview(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
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
