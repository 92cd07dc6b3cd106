import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import { contacts } from '../../src/contacts/contact-model.ts';
import { findOrCreateContact } from '../../src/contacts/index.ts';
import { type PlannedDelivery, planDeliveries } from '../../src/deliveries/index.ts';
import { type Address, conversationId } from '../../src/messages/index.ts';
import { saveSendingRules, usualSendingRules } from '../../src/outbox/index.ts';
import type { TelegramStandIn } from '../../tools/stand-ins/index.ts';

const batch = 1000;
const texts = { ru: 'Здравствуйте, {{contact.firstName | default: "друг"}}! *Новости* недели: всё по местам.' };

/** Makes so many people who agreed to advertising, and a mailing to them that is on its way. Nobody's hour is quiet, nobody got too much. */
export async function fillMailing(telegram: TelegramStandIn, { id, count }: { id: string; count: number }): Promise<void> {
  await saveSendingRules({ ...usualSendingRules, quietHours: { ...usualSendingRules.quietHours, on: false }, caps: {} });
  const account = String(telegram.bot.id);
  const addresses = Array.from({ length: count }, (_, i): Address => {
    const { id: chat } = telegram.customer({ firstName: 'Вера', lastName: `Примерова ${i}`, started: true });
    return { messenger: 'telegram', account, chat: String(chat) };
  });
  const [first] = addresses;
  if (!first) return;
  const now = new Date();
  const from = { id: first.chat, firstName: 'Вера' };
  const known = await findOrCreateContact({ address: first, from, at: now, content: { kind: 'text', text: '' } }, now);
  const found = await contacts.findOne({ _id: known.contact.id });
  if (!found) throw new Error('the card of the first person is gone');
  // A base of customers was compared long ago.
  const { keysAt: _keysAt, ...pattern } = found;
  for (let i = 0; i < count; i += batch) {
    const slice = addresses.slice(i, i + batch);
    const cards = slice.map(address => ({
      ...pattern,
      _id: `${id}-${address.chat}`,
      consents: { advertising: { given: true, hash: '', at: now } },
      identities: pattern.identities.map(identity => ({ ...identity, key: conversationId(address), id: address.chat })),
    }));
    if (i === 0) await contacts.deleteOne({ _id: pattern._id });
    await contacts.insertMany(cards);
    await planDeliveries(slice.map(address => planned(id, address, now)));
  }
  await broadcasts.insertOne({
    ...{ _id: id, name: 'Новости', state: 'running', advertising: true, parent: '', version: 1 },
    audience: { include: [], exclude: [], messengers: ['telegram'] },
    content: { texts, files: [], buttons: [], variants: {} },
    schedule: { kind: 'now' },
    stopAt: { errors: 100, blocks: 100 },
    ...{ createdAt: now, createdBy: 'bench', changedAt: now, changedBy: 'bench', startedAt: now, plannedAt: now },
  });
}

function planned(broadcast: string, address: Address, now: Date): PlannedDelivery {
  const contact = `${broadcast}-${address.chat}`;
  return {
    id: `${broadcast}:${contact}`,
    source: { kind: 'broadcast', id: broadcast },
    ...{ contact, priority: 'broadcast', advertising: true, conversation: conversationId(address) },
    ...{ account: `telegram:${address.account}`, messenger: 'telegram', state: 'planned', due: now, attempts: 0 },
    ...{ plannedAt: now, changedAt: now },
  };
}
