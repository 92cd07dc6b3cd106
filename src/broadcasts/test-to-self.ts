import { type Contact, getContact } from '../contacts/index.ts';
import { type ContentLanguage, previewContent } from '../deliveries/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId, nextOrder } from '../lib/ids.ts';
import { addressOf, type Fitted, fitMessage, keepMessage, knownCapabilities, type StoredMessage } from '../messages/index.ts';
import { contentFor } from './content-for.ts';
import { getBroadcast } from './read-broadcasts.ts';

/** Somebody of the staff, and the dialog of theirs with one of our bots. */
export interface Tester {
  staff: string;
  conversation: string;
}

export interface TestMeans {
  now: Date;
  /** The firm's. */
  timeZone: string;
  /** In whose place they read it; somebody made up where it is not told. */
  contact?: string;
  /** What of that card they may see. */
  covered?: (contact: Contact) => Contact;
  /** Of the trial; the mailing's own wording where it is not told. */
  variant?: string;
  language?: ContentLanguage;
}

/**
 * Sends a mailing as it is now to somebody of the staff, in as many messages as it takes: answers how many. Links lead straight to their address,
 * so that nothing is counted. AppErrors `broadcasts.not_found`, `broadcasts.no_contact`, `broadcasts.nothing_to_say`.
 */
export async function testToSelf(id: string, { staff, conversation }: Tester, means: TestMeans): Promise<number> {
  const { now, timeZone, contact, covered, variant, language } = means;
  const broadcast = await getBroadcast(id);
  if (contact !== undefined && !(await getContact(contact)))
    throw new AppError('broadcasts.no_contact', 'There is no such contact any more.', { contact });
  const { messenger } = addressOf(conversation);
  const source = { kind: 'broadcast' as const, id, ...(variant !== undefined && { variant }) };
  const composed = await previewContent(contentFor(broadcast, source), {
    messenger,
    advertising: broadcast.advertising,
    ...(broadcast.topic !== undefined && { topic: broadcast.topic }),
    ...(contact !== undefined && { contactId: contact }),
    ...(covered && { covered }),
    ...(language && { language }),
    now,
    timeZone,
  });
  const parts = composed.flatMap(part => fitMessage(part, knownCapabilities[messenger], { language: language ?? 'ru' }));
  if (parts.length === 0) throw new AppError('broadcasts.nothing_to_say', 'There is nothing to send yet.', { broadcast: id });
  const key = newId();
  const order = nextOrder(now, parts.length);
  for (const [i, part] of parts.entries()) {
    await keepMessage({ ...toStaff(part, { staff, conversation, now, contact }), id: `test:${key}:${i}`, order: order + i });
  }
  return parts.length;
}

/** As an answer that waits for nothing; it belongs to no card and stands in no history. The outbox finds it by itself. */
function toStaff(
  part: Fitted,
  { staff, conversation, now, contact }: Tester & Pick<TestMeans, 'now'> & { contact: string | undefined },
): Omit<StoredMessage, 'id' | 'order'> {
  const { text, entities, buttons, attachments } = part;
  return {
    conversation,
    contact: '',
    forStaff: staff,
    ...(contact !== undefined && { about: [contact] }),
    at: now,
    changedAt: now,
    author: { kind: 'system' },
    kind: attachments ? 'media' : 'text',
    text,
    ...(entities && { entities }),
    ...(buttons && { buttons }),
    ...(attachments && { attachments: attachments.map(({ id, ref: _ref, ...file }) => ({ file: id, ...file })) }),
    delivery: { state: 'queued', attempts: 0, priority: 'live' },
  };
}
