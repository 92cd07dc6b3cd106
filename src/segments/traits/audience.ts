import type { Document } from 'mongodb';
import { documentFacts, type MongoFilter, matches, type Rule, toMongoFilter } from '../../rules/index.ts';
import { expandRule } from './expand-rule.ts';
import { refreshTraits, type TraitMeans } from './refresh-traits.ts';
import { type TraitDocument, traits } from './trait-model.ts';

const stretch = 500;
const longestMs = 30_000;

/** The rule as a filter of the traits; all of them without a rule. AppErrors of `expandRule`. */
export async function audienceFilter(rule: Rule | undefined, means: TraitMeans): Promise<MongoFilter> {
  return rule ? toMongoFilter(await expandRule(rule, means), means) : {};
}

/** On how many contacts a rule holds. */
export async function countAudience(rule: Rule | undefined, means: TraitMeans): Promise<number> {
  const filter = await audienceFilter(rule, means);
  return traits.countDocuments(filter, { maxTimeMS: longestMs });
}

/** Some of those on whom a rule holds: the same ones each time, and no more one kind than another. */
export async function sampleAudience(rule: Rule | undefined, means: TraitMeans & { limit: number }): Promise<string[]> {
  const filter = await audienceFilter(rule, means);
  const found = await traits
    .find(filter, { projection: { _id: 1 }, maxTimeMS: longestMs })
    .sort({ _id: 1 })
    .limit(means.limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** The ids of all on whom a rule holds, hundreds at a time, in ascending order: whoever goes on with the last id goes on where they were. */
export async function* streamAudience(rule: Rule | undefined, means: TraitMeans & { after?: string }): AsyncGenerator<string[]> {
  const filter = await audienceFilter(rule, means);
  for (let after = means.after ?? ''; ; ) {
    const found = await traits
      .find({ $and: [{ _id: { $gt: after } }, filter] } as Document, { projection: { _id: 1 }, maxTimeMS: longestMs })
      .sort({ _id: 1 })
      .limit(stretch)
      .toArray();
    const ids = found.map(({ _id }) => _id);
    if (ids.length > 0) yield ids;
    const last = ids.at(-1);
    if (last === undefined || ids.length < stretch) return;
    after = last;
  }
}

/** Whether a rule holds on a contact as it is now. */
export async function isInAudience(contactId: string, rule: Rule | undefined, means: TraitMeans): Promise<boolean> {
  const fresh = await freshTraits(contactId, means);
  if (!fresh || !rule) return fresh !== undefined;
  return matches(documentFacts(fresh, means.now, means.timeZone), await expandRule(rule, means));
}

/** The traits of a contact, made anew; nothing where there is no such contact. */
export async function freshTraits(contactId: string, means: TraitMeans): Promise<TraitDocument | undefined> {
  await refreshTraits([contactId], means);
  return (await traits.findOne({ _id: contactId })) ?? undefined;
}

/** Runs a pipeline over the traits on the database's side; what it gives is its own. `$merge` may carry it elsewhere. */
export async function aggregateTraits(stages: object[]): Promise<object[]> {
  return traits.aggregate(stages as Document[]).toArray();
}
