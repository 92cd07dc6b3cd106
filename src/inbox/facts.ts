import type { Contact } from '../contacts/index.ts';
import type { Conversation } from '../conversations/index.ts';
import type { Deal } from '../deals/index.ts';
import type { ContactFacts, DealFacts, Facts, RunOutcome, RunRecord } from '../flow/index.ts';
import { newId } from '../lib/ids.ts';
import type { QuietHours } from '../lib/quiet-hours.ts';
import { capabilitiesOf, type Messenger } from '../messages/index.ts';
import { languageOf } from '../texts/index.ts';
import type { HouseRules } from './house-rules.ts';
import { replyBy, usualHours } from './reply-by.ts';

/** What holds where nobody has said otherwise. */
export interface Habits {
  /** ISO 3166 code by which national phone numbers are read. */
  region: string;
  /** The firm's own (IANA). */
  timeZone: string;
  /** How people work; the usual rules where there is nobody to ask. */
  rules?: () => HouseRules;
}

/** What the engine may know about one event, all of it taken from outside the engine: the card, the time, chance. */
export function factsFor(input: {
  conversation: Conversation;
  contact: Contact;
  messenger: Pick<Messenger, 'name' | 'capabilities'>;
  finished: Record<string, RunOutcome>;
  earlier?: Record<string, RunRecord>;
  deal?: Deal;
  segments?: string[];
  source: { link?: string; detail?: string };
  quietHours: QuietHours;
  defaults: Habits;
  now: Date;
}): Facts {
  const { conversation, contact, messenger, defaults } = input;
  const { sharePhone, shareLocation } = capabilitiesOf(messenger.capabilities, conversation.lacks).buttons;
  return {
    now: input.now,
    timeZone: contact.timeZone ?? defaults.timeZone,
    quietHours: input.quietHours,
    language: languageOf(contact.language),
    messenger: messenger.name,
    can: { sharePhone, shareLocation },
    region: defaults.region,
    contact: contactFacts(contact),
    promise: { replyBy: replyBy(input.now, defaults.rules?.().hours ?? usualHours, defaults.timeZone) },
    isNew: !conversation.lastMessage,
    finished: input.finished,
    ...(input.earlier && { earlier: input.earlier }),
    ...(input.deal && { deal: dealFacts(input.deal) }),
    ...(input.segments && { segments: input.segments }),
    source: input.source,
    newRunId: newId(),
    seed: Math.floor(Math.random() * 2 ** 31),
    ...(conversation.lastPress && { lastPress: conversation.lastPress }),
  };
}

function dealFacts({ title, amount, pipeline, stage, fields }: Deal): DealFacts {
  return { title, pipeline, stage, fields, ...(amount !== undefined && { amount }) };
}

function contactFacts(contact: Contact): ContactFacts {
  const { id, name, firstName, lastName, city, birthday, company, language, tags, score, fields } = contact;
  const [phone] = contact.phones;
  const [email] = contact.emails;
  return {
    id,
    tags,
    score,
    fields,
    consents: contact.consents,
    ...(name && { name }),
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(phone && { phone }),
    ...(email && { email }),
    ...(city && { city }),
    ...(birthday && { birthday }),
    ...(company && { company }),
    ...(language && { language }),
  };
}
