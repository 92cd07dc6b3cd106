import { isDeepStrictEqual } from 'node:util';
import { persistently, updateCommand } from '../../db/index.ts';
import { unhurried } from '../../lib/unhurried.ts';
import { makeTraits } from './make/make-traits.ts';
import { readSettings, readSources, type Settings } from './read-sources.ts';
import { type TraitDocument, traits } from './trait-model.ts';

/** When and where a rule is asked: days are the firm's. */
export interface TraitMeans {
  now: Date;
  timeZone: string;
}

const batch = 300;

/**
 * Makes the traits of contacts anew of everything that the rooms know now; who is gone, in the trash or a part of another card has none. Twice
 * it changes nothing. Answers how many were written.
 */
export async function refreshTraits(contactIds: string[], _means?: TraitMeans, settings?: Settings): Promise<number> {
  const ids = [...new Set(contactIds)].sort();
  if (ids.length === 0) return 0;
  const known = settings ?? (await readSettings());
  let written = 0;
  for (let i = 0; i < ids.length; i += batch) written += await refreshBatch(ids.slice(i, i + batch), known);
  return written;
}

async function refreshBatch(ids: string[], settings: Settings): Promise<number> {
  const [sources, stored] = await Promise.all([readSources(ids), traits.find({ _id: { $in: ids } }).toArray()]);
  const old = new Map(stored.map(document => [document._id, document]));
  const made = await unhurried(sources, each => {
    const document = makeTraits(each, settings);
    return { document, isChanged: !isDeepStrictEqual(document, old.get(document._id)) };
  });
  const there = new Set(made.map(({ document: { _id } }) => _id));
  const gone = stored.flatMap(({ _id }) => (there.has(_id) ? [] : [_id]));
  const changed = made.flatMap(({ document, isChanged }) => (isChanged ? [document] : []));
  await persistently(() => write(changed, old));
  if (gone.length > 0) await persistently(() => traits.deleteMany({ _id: { $in: gone } }));
  return changed.length + gone.length;
}

async function write(changed: TraitDocument[], old: ReadonlyMap<string, TraitDocument>): Promise<void> {
  const missing = changed.filter(({ _id }) => !old.has(_id));
  const there = changed.filter(({ _id }) => old.has(_id));
  if (missing.length > 0) {
    await traits.bulkWrite(
      missing.map(({ _id, ...rest }) => ({ replaceOne: { filter: { _id }, replacement: rest, upsert: true } })),
      { ordered: false },
    );
  }
  if (there.length > 0)
    await updateCommand(
      traits,
      there.map(({ _id, ...rest }) => ({ q: { _id }, u: rest })),
    );
}
