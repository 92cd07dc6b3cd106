import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { findOrCreateContact } from '../../src/contacts/index.ts';
import { type PlannedDelivery, planDeliveries } from '../../src/deliveries/index.ts';
import { type Address, conversationId, type MessengerName } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';

const batch = 1000;
const texts = { ru: 'Здравствуйте, {{contact.firstName | default: "друг"}}! *Новости* недели: всё по местам.' };

/** Makes a card for each of these, who agreed to advertising, and a mailing to them that is on its way. Nobody's hour is quiet, nobody got too much. */
export async function fillMailing(id: string, addresses: Address[]): Promise<void> {
  await saveSendingRules({ ...usualSendingRules, quietHours: { ...usualSendingRules.quietHours, on: false }, caps: {} });
  const [first] = addresses;
  if (!first) return;
  const now = new Date();
  const from = { id: first.chat, firstName: 'Вера' };
  const known = await findOrCreateContact({ address: first, from, at: now, content: { kind: 'text', text: '' } }, now);
  const found = await contacts.findOne({ _id: known.contact.id });
  if (!found) throw new Error('the card of the first person is gone');
  // A base of customers was compared long ago.
  const { keysAt: _keysAt, ...pattern } = found;
  for (let i = 0; i < addresses.length; i += batch) {
    const slice = addresses.slice(i, i + batch);
    const cards = slice.map(address => ({
      ...pattern,
      _id: cardOf(id, address),
      consents: { advertising: { given: true, hash: '', at: now } },
      identities: pattern.identities.map(identity => ({
        ...identity,
        ...{ key: conversationId(address), id: address.chat, messenger: address.messenger },
      })),
    }));
    if (i === 0) await contacts.deleteOne({ _id: pattern._id });
    await contacts.insertMany(cards);
    await planDeliveries(slice.map(address => planned(id, address, now)));
  }
  await broadcasts.insertOne({
    ...{ _id: id, name: 'Новости', state: 'running', advertising: true, parent: '', version: 1 },
    audience: { include: [], exclude: [], messengers: ['telegram', 'vk', 'web'] satisfies MessengerName[] },
    content: { texts, files: [], buttons: [], variants: {} },
    schedule: { kind: 'now' },
    stopAt: { errors: 100, blocks: 100 },
    ...{ createdAt: now, createdBy: 'bench', changedAt: now, changedBy: 'bench', startedAt: now, plannedAt: now },
  });
}

function planned(broadcast: string, address: Address, now: Date): PlannedDelivery {
  const contact = cardOf(broadcast, address);
  return {
    id: `${broadcast}:${contact}`,
    source: { kind: 'broadcast', id: broadcast },
    ...{ contact, priority: 'broadcast', advertising: true, conversation: conversationId(address) },
    ...{
      account: `${address.messenger}:${address.account}`,
      messenger: address.messenger,
      state: 'planned',
      due: now,
      attempts: 0,
    },
    ...{ plannedAt: now, changedAt: now },
  };
}

const cardOf = (broadcast: string, { messenger, chat }: Address): string => `${broadcast}-${messenger}-${chat}`;
