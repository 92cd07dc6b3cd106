import mongoose from 'mongoose';
import { type ContactDocument, contacts } from '../../src/contacts/contact-model.ts';
import { derivedOf } from '../../src/contacts/derived.ts';
import { type Contact, categories, temperatures } from '../../src/contacts/index.ts';

const batch = 1000;
const tellEveryMs = 5000;
export const fillNow = new Date('2026-03-02T09:00:00Z');
const firstNames = ['Анна', 'Олег', 'Мария', 'Иван', 'Ольга', 'Пётр', 'Софья', 'Артём', 'Дарья', 'Никита'];
const cities = ['Казань', 'Самара', 'Тверь', 'Омск', 'Пермь', 'Уфа', 'Москва', 'Тула'];
const tags = ['опт', 'розница', 'выставка', 'партнёр', 'повторно'];
/** So many answer for the cards that have somebody. */
export const benchOwners = 20;

/**
 * Puts so many cards into an empty collection as the program keeps them, and makes its indexes after that: into what has indexes already, half
 * a million go in hours. Tells how far it is.
 */
export async function fillContacts(amount: number): Promise<void> {
  const began = performance.now();
  const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`;
  let told = began;
  for (let i = 0; i < amount; i += batch) {
    const documents = Array.from({ length: Math.min(batch, amount - i) }, (_, n) => benchCard(i + n));
    await contacts.insertMany(documents, { ordered: false });
    if (performance.now() - told < tellEveryMs) continue;
    told = performance.now();
    console.log(`  ${i + documents.length} of ${amount} cards, ${seconds()}`);
  }
  for (const model of Object.values(mongoose.models)) {
    if (model.collection.collectionName === 'contacts')
      console.log(`  ${amount} cards are there, ${seconds()}; now their indexes`);
    await model.createIndexes();
  }
  console.log(`  ${amount} cards with their indexes: ${seconds()}`);
}

/** The card of this number, the same every time. */
function benchCard(n: number): ContactDocument {
  const at = new Date(fillNow.getTime() - n * 1000);
  const key = `telegram:9:${n}`;
  const reachability = { state: 'reachable' as const, at, evidence: 'message' as const };
  const temperature = temperatures[n % 7 === 0 ? 2 : n % 2];
  const category = categories[n % 11 === 0 ? 3 : n % 3];
  const [firstName = '', lastName = ''] = benchName(n).split(' ');
  const card: Omit<Contact, 'id'> = {
    ...{ name: benchName(n), firstName, lastName, phones: [benchPhone(n)], emails: [`person${n}@example.org`] },
    ...{ city: cities[n % cities.length] ?? '', fields: {}, tags: [tags[n % tags.length] ?? ''], score: n % 50 },
    ...(temperature && { temperature }),
    ...(category && { category }),
    ...(n % 3 > 0 && { owner: `staff${n % benchOwners}` }),
    ...(n % 5 === 0 && { hasDeals: true as const, openDeals: 1 }),
    identities: [{ key, messenger: 'telegram', account: '9', id: String(n), name: benchName(n), reachability }],
    ...{ source: {}, consents: {}, createdAt: at, changedAt: at, lastActivityAt: at },
  };
  return { _id: `bench-${n}`, ...card, ...derivedOf(card), applied: [] };
}

export function benchPhone(n: number): string {
  return `+7999${String(n % 10_000_000).padStart(7, '0')}`;
}

/** Some two hundred people share a name, as in life. */
export function benchName(n: number): string {
  return `${firstNames[n % firstNames.length] ?? ''} Фамильев${(n * 7919) % 2500}`;
}
