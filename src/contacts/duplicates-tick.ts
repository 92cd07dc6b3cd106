import { insertNew, updateCommand } from '../db/index.ts';
import type { MayGoOn } from '../lib/when-quiet.ts';
import { type CardDocument, contacts, toContact, withoutWords } from './contact-model.ts';
import { type PairDocument, pairId, pairs, sorted } from './duplicates-model.ts';
import type { Evidence } from './merging/evidence-of.ts';
import { type Similar, similarContacts } from './similar.ts';

const batchSize = 100;
const atOnce = 10;
/** Less than the time after which a tick is taken for dead. */
const longestMs = 25_000;

/**
 * Compares cards that were made or changed with all others and keeps the pairs that may be one person. A card says itself that it waits
 * (`keysAt`), in the write that changed it, so nothing is lost when a process dies, and the customer's answer never waits for this. Resolves
 * with how many cards were compared; some may be left when it may not go on.
 */
export async function findDuplicates({
  now = () => new Date(),
  mayGoOn = () => true,
}: {
  now?: () => Date;
  mayGoOn?: MayGoOn;
} = {}): Promise<number> {
  const until = Date.now() + longestMs;
  let compared = 0;
  while (Date.now() < until) {
    const waiting = await contacts
      // $exists: DocumentDB takes a partial index only where its condition stands in the query.
      .find<CardDocument>({ keysAt: { $exists: true, $gt: new Date(0) } }, { projection: withoutWords })
      .sort({ keysAt: 1 })
      .limit(batchSize)
      .toArray();
    for (let i = 0; i < waiting.length; i += atOnce) {
      const some = waiting.slice(i, i + atOnce);
      await compareAll(some, now());
      compared += some.length;
      if (!mayGoOn()) return compared;
    }
    if (waiting.length < batchSize) return compared;
  }
  return compared;
}

/** What is found of several cards is written together. */
async function compareAll(documents: CardDocument[], now: Date): Promise<void> {
  const all = await Promise.all(documents.map(document => compare(document, now)));
  const unknown = new Map(all.flatMap(({ made }) => made).map(pair => [pair._id, pair]));
  if (unknown.size > 0) await insertNew(pairs, [...unknown.values()]);
  for (const { pair, found } of all.flatMap(({ known }) => known)) await renew(pair, found, now);
  const past = all.flatMap(({ gone }) => gone);
  if (past.length > 0) await pairs.deleteMany({ _id: { $in: past }, state: 'open' });
  // A card that was changed again meanwhile waits again.
  const done = documents.map(({ _id, keysAt }) => ({ q: { _id, keysAt }, u: { $unset: { keysAt: '' } } }));
  await updateCommand(
    contacts,
    done.toSorted((one, two) => (one.q._id < two.q._id ? -1 : 1)),
  );
}

async function compare(document: CardDocument, now: Date) {
  const { _id: id } = document;
  const [similar, known] = await Promise.all([similarContacts(toContact(document)), pairs.find({ cards: id }).toArray()]);
  const byId = new Map(known.map(pair => [pair._id, pair]));
  const still = new Set(similar.map(({ contact }) => pairId(id, contact.id)));
  return {
    made: similar.filter(({ contact }) => !byId.has(pairId(id, contact.id))).map(found => newPair(id, found, now)),
    known: similar.flatMap(found => {
      const pair = byId.get(pairId(id, found.contact.id));
      return pair ? [{ pair, found }] : [];
    }),
    gone: known.filter(pair => pair.state === 'open' && !still.has(pair._id)).map(({ _id }) => _id),
  };
}

function newPair(id: string, { contact, evidence, strength }: Similar, now: Date): PairDocument {
  return { _id: pairId(id, contact.id), cards: sorted(id, contact.id), evidence, strength, state: 'open', at: now };
}

/** What was decided stays decided unless something new speaks for one person. */
async function renew(pair: PairDocument, { evidence, strength }: Similar, now: Date): Promise<void> {
  const isNew = evidence.some(({ key }) => !has(pair.evidence, key));
  const same = !isNew && pair.evidence.length === evidence.length;
  if (same || (pair.state !== 'open' && !isNew)) return;
  await pairs.updateOne(
    { _id: pair._id, state: pair.state },
    {
      $set: { evidence, strength, state: 'open', ...(pair.state !== 'open' && { at: now }) },
      ...(pair.state !== 'open' && { $unset: { decided: '' } }),
    },
  );
}

const has = (evidence: Evidence[], key: string): boolean => evidence.some(known => known.key === key);
