import { createHash } from 'node:crypto';
import type { Contact } from '../contacts/index.ts';
import type { Conversation } from '../conversations/index.ts';
import {
  type ContentButton,
  type Delivery,
  deliveryByToken,
  type MessageContent,
  markDelivery,
  readPress,
} from '../deliveries/index.ts';
import { type Effect, type FlowEvent, readWord, wishData, wordOnMailings } from '../flow/index.ts';
import type { Incoming, Messenger } from '../messages/index.ts';
import { sendingRules } from '../outbox/index.ts';
import { type Language, languageOf, t } from '../texts/index.ts';
import { type AnswerContext, factsOf } from './answer.ts';

export interface MailingPressContext extends AnswerContext {
  /** What a delivery said: its buttons. */
  contentOf?: (delivery: Delivery) => Promise<MessageContent | undefined>;
}

/** What something that a person did means beside the talk itself. */
export type Meaning =
  /** It is to be taken as if they had done this; `label`: the words of the button. */
  | { kind: 'event'; event: FlowEvent; label?: string; delivery?: string }
  /** This is to be done, whoever speaks, and it asks for nothing else; `heard`: people have to see it all the same. */
  | { kind: 'effects'; effects: Effect[]; heard?: true };

interface Whose {
  conversation: Conversation;
  contact: Contact;
  messenger: Messenger;
}

/** A second click comes so soon after the first. */
const secondClickMs = 3000;

/**
 * What comes of a press on a button of a mailing, and of leaving mailings while people speak: nothing for everything else, which costs no read.
 * A button that somebody passed on is nobody's: only whom the mailing went to may use it.
 */
export async function meaningOf({ content }: Incoming, whose: Whose, context: MailingPressContext): Promise<Meaning | undefined> {
  if (content.kind === 'text') return leavesByWord(content.text, whose, context);
  if (content.kind !== 'press') return undefined;
  const again = topicAgain(content.data, whose.contact);
  if (again !== undefined) return { kind: 'effects', effects: await topicEffects({ topic: again, wanted: true }, whose) };
  const wish = heldWish(content.data, whose.conversation);
  if (wish) return { kind: 'effects', effects: await mailingEffects({ wish, by: 'button' }, whose, context) };
  const press = readPress(content.data);
  const delivery = press && (await deliveryByToken(press.token));
  if (!press || !delivery || !isTheirs(delivery, whose)) return undefined;
  return typeof press.what === 'number'
    ? chosen(press.what, content.label, delivery, whose, context)
    : leaves(press.what, delivery, whose, context);
}

/** A card that became a part of another had the conversation before: that tells it, too. */
function isTheirs(delivery: Delivery, { conversation, contact }: Whose): boolean {
  return delivery.contact === contact.id || delivery.conversation === conversation.id;
}

/** "No more mailings", or no more of this topic. */
async function leaves(what: 'u' | 't', delivery: Delivery, whose: Whose, context: MailingPressContext): Promise<Meaning> {
  const { now } = context;
  await markDelivery(delivery.id, { unsubscribedAt: now }, now);
  if (what === 't' && delivery.topic !== undefined) {
    const topic = { topic: delivery.topic, wanted: false, delivery: delivery.id };
    return { kind: 'effects', effects: await topicEffects(topic, whose) };
  }
  if (whose.conversation.mode === 'bot')
    return { kind: 'event', event: { kind: 'press', data: wishData('unsubscribe') }, delivery: delivery.id };
  const effects = await mailingEffects({ wish: 'unsubscribe', by: 'button' }, whose, context);
  return { kind: 'effects', effects: effects.map(effect => underDelivery(effect, delivery.id)) };
}

/** While people speak nobody asks the engine; in a talk of the bot's the word is one of the engine's own. */
async function leavesByWord(text: string, whose: Whose, context: AnswerContext): Promise<Meaning | undefined> {
  if (whose.conversation.mode === 'bot') return undefined;
  const word = readWord(text);
  const hasRefused = whose.contact.consents.advertising?.given === false;
  if (word !== 'unsubscribe' && (word !== 'stop' || hasRefused)) return undefined;
  return { kind: 'effects', effects: await mailingEffects({ wish: 'unsubscribe', by: 'word' }, whose, context), heard: true };
}

/** The bot's own buttons about mailings work while people speak, too. */
function heldWish(data: string, { mode }: Conversation): 'unsubscribe' | 'subscribe' | undefined {
  if (mode === 'bot') return undefined;
  return (['unsubscribe', 'subscribe'] as const).find(wish => data === wishData(wish));
}

async function mailingEffects(
  word: { wish: 'unsubscribe' | 'subscribe'; by: 'word' | 'button' },
  whose: Whose,
  context: AnswerContext,
): Promise<Effect[]> {
  return wordOnMailings(context.flows.library, await factsOf(whose, context, { mayStart: false }), word);
}

/** One of the mailing's own buttons: it begins a flow, or says its words. */
async function chosen(
  place: number,
  shown: string | undefined,
  delivery: Delivery,
  { contact }: Whose,
  { contentOf, now }: MailingPressContext,
): Promise<Meaning | undefined> {
  const content = await contentOf?.(delivery);
  const button = content && buttonsOf(content, delivery)[place];
  if (!button || button.action.kind === 'link') return undefined;
  const isReply = button.action.kind === 'reply';
  const isSecond = delivery.repliedAt !== undefined && now.getTime() - delivery.repliedAt.getTime() < secondClickMs;
  await markDelivery(delivery.id, isReply ? { clickedAt: now, repliedAt: now } : { clickedAt: now }, now);
  const label = shown ?? labelOf(button, languageOf(contact.language));
  if (button.action.kind === 'flow')
    return { kind: 'event', event: { kind: 'press', data: wishData('start', button.action.flow) }, label, delivery: delivery.id };
  if (isSecond) return { kind: 'effects', effects: [] };
  return { kind: 'event', event: { kind: 'text', text: label }, label, delivery: delivery.id };
}

function buttonsOf({ buttons, variants }: MessageContent, { messenger }: Delivery): ContentButton[] {
  return (variants[messenger]?.buttons ?? buttons).flat();
}

function labelOf({ label }: ContentButton, language: Language): string {
  return label[language] ?? label.ru ?? label.en ?? '';
}

/** Names the delivery beside a word on mailings that came by its button. */
export function underDelivery(effect: Effect, delivery: string): Effect {
  return effect.kind === 'consent' && effect.by === 'button' ? { ...effect, delivery } : effect;
}

const againPrefix = 's.';

/** Short enough for a button whatever the topic is called, and read back with the card's own topics. */
const topicTag = (topic: string): string => createHash('sha256').update(topic).digest('base64url').slice(0, 16);

function topicAgain(data: string, { topics = {} }: Contact): string | undefined {
  if (!data.startsWith(againPrefix)) return undefined;
  const tag = data.slice(againPrefix.length);
  return Object.keys(topics).find(topic => topicTag(topic) === tag);
}

async function topicEffects(
  { topic, wanted, delivery }: { topic: string; wanted: boolean; delivery?: string },
  { conversation, contact }: Whose,
): Promise<Effect[]> {
  const language = conversation.position?.language ?? languageOf(contact.language);
  const named = (await sendingRules()).topics.find(({ id }) => id === topic)?.name[language] || topic;
  const text = t(language, `flow:${wanted ? 'topicWanted' : 'topicRefused'}`, { topic: named });
  const again = {
    label: t(language, 'flow:button.subscribe'),
    action: { kind: 'press' as const, data: againPrefix + topicTag(topic) },
  };
  return [
    { kind: 'topic', topic, wanted, by: 'button', ...(delivery && { delivery }) },
    { kind: 'say', message: { text, ...(!wanted && { buttons: [[again]] }) } },
  ];
}
