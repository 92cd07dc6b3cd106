import { contacts } from '../../src/contacts/contact-model.ts';
import { findOrCreateContact } from '../../src/contacts/index.ts';
import { rawCollection } from '../../src/db/index.ts';
import { type Address, conversationId, type Priority, type StoredMessage } from '../../src/messages/index.ts';
import { type MessageDocument, MessageModel, toDocument } from '../../src/messages/message-model.ts';
import type { TelegramStandIn } from '../../tools/stand-ins/index.ts';

const batch = 1000;

/** Makes so many people to whom the bot may write, and queues a message to each of them, as another process of the installation would. */
export async function fillQueue(
  telegram: TelegramStandIn,
  count: number,
  { priority, text }: { priority: Priority; text: string },
): Promise<void> {
  const account = String(telegram.bot.id);
  const people = Array.from({ length: count }, (_, i) =>
    telegram.customer({ firstName: 'Вера', lastName: `Примерова ${i}`, started: true }),
  );
  const [first, ...others] = people.map(({ id }): Address => ({ messenger: 'telegram', account, chat: String(id) }));
  if (!first) return;
  const from = { id: first.chat, firstName: 'Вера' };
  const known = await findOrCreateContact(
    { address: first, from, at: new Date(), content: { kind: 'text', text: '' } },
    new Date(),
  );
  const pattern = await contacts.findOne({ _id: known.contact.id });
  if (!pattern) throw new Error('the card of the first person is gone');
  for (let i = 0; i < others.length; i += batch) {
    const slice = others.slice(i, i + batch);
    await contacts.insertMany(
      slice.map(address => ({
        ...pattern,
        _id: `bench-${address.chat}`,
        identities: pattern.identities.map(identity => ({ ...identity, key: conversationId(address), id: address.chat })),
      })),
    );
  }
  const documents = [first, ...others].map((address, i) =>
    toDocument(
      messageTo(address, {
        contact: i === 0 ? known.contact.id : `bench-${address.chat}`,
        priority,
        text: `${text} ${i}`,
        order: i,
      }),
    ),
  );
  for (let i = 0; i < documents.length; i += batch)
    await rawCollection<MessageDocument>(MessageModel).insertMany(documents.slice(i, i + batch));
}

function messageTo(
  address: Address,
  { contact, priority, text, order }: { contact: string; priority: Priority; text: string; order: number },
): StoredMessage {
  const now = new Date();
  const conversation = conversationId(address);
  return {
    id: `bench:${priority}:${conversation}:${order}`,
    conversation,
    contact,
    order: now.getTime() * 1000 + order,
    at: now,
    changedAt: now,
    author: { kind: 'bot' },
    kind: 'text',
    text,
    delivery: { state: 'queued', attempts: 0, priority },
  };
}
