import { blankContact, type Contact, getContact } from '../contacts/index.ts';
import type { MessengerName, Outgoing } from '../messages/index.ts';
import { sendingRules } from '../outbox/index.ts';
import { languageOf } from '../texts/index.ts';
import type { ContentLanguage, MessageContent } from './content.ts';
import type { Delivery } from './delivery.ts';
import { factsAbout } from './facts-about.ts';
import { outside } from './outside.ts';
import { addressIn, composeContent } from './render-content.ts';

export interface PreviewMeans {
  messenger: MessengerName;
  language?: ContentLanguage;
  /** Somebody made up where nobody is told. */
  contactId?: string;
  /** What of that person's card the words are filled from: whoever looks may not see all of it. */
  covered?: (contact: Contact) => Contact;
  advertising: boolean;
  topic?: string;
  now: Date;
  timeZone: string;
  publicUrl?: string;
}

/** No delivery has it. */
const previewToken = 'preview-0000';

/** A content as one person would read it, before it is made to fit their messenger. Nothing is written down or sent. */
export async function previewContent(content: MessageContent, means: PreviewMeans): Promise<Outgoing[]> {
  const { messenger, language, contactId, advertising, topic, now, timeZone, publicUrl, covered } = means;
  const found = contactId ? await getContact(contactId) : undefined;
  const contact = found ? (covered?.(found) ?? found) : anybody(language ?? 'ru', now);
  const [facts, { topics }] = await Promise.all([factsAbout([contact], [content]), sendingRules()]);
  const message = composeContent(content, {
    delivery: { token: previewToken, messenger, advertising, ...(topic !== undefined && { topic }) },
    contact,
    ...facts.get(contact.id),
    now,
    timeZone: contact.timeZone ?? timeZone,
    topics,
    ...(publicUrl && { publicUrl }),
    ...(language && { language }),
  });
  return [message];
}

/** Where the `n`th link of a content leads for the person of a delivery, and how it is written; nothing where there is no such link. */
export async function addressBehind(
  delivery: Delivery,
  content: MessageContent,
  n: number,
  now: Date = new Date(),
): Promise<{ template: string; url: string } | undefined> {
  const contact = (await getContact(delivery.contact)) ?? anybody('ru', now);
  const facts = await factsAbout([contact], [content]);
  const timeZone = contact.timeZone ?? outside().timeZone;
  return addressIn(content, { delivery, contact, ...facts.get(contact.id), now, timeZone, topics: [] }, n);
}

const names = { ru: ['Вера', 'Примерова'], en: ['Vera', 'Sample'] } as const;

function anybody(language: ContentLanguage, now: Date): Contact {
  const [firstName, lastName] = names[languageOf(language)];
  return {
    ...blankContact('', now),
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    phones: ['+79990000001'],
    emails: ['vera@example.org'],
    language,
  };
}
