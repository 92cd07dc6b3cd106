import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { loadSetting, persistently, saveSetting, updateCommand } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutSearch } from './contact-model.ts';
import { derivedOf, derivedVersion, isOutdated } from './derived.ts';
import { hiddenFields } from './field-settings.ts';
import { grade } from './grading/grading.ts';
import { readGrading } from './grading/grading-store.ts';

const batch = 200;
/** One tick of the job: people work meanwhile. */
const tickMs = 8000;
/** Under this setting stands how far the cards have come for which version. */
const progressName = 'contacts.renewed';
const progressSchema = z.object({
  version: z.number(),
  after: z.string(),
  done: z.boolean(),
  /** The fields that were hidden from somebody when it began. */
  hidden: z.array(z.string()).default([]),
  /** Those that have been hidden, or shown to everybody, since the pass before: cards that have them get other words. */
  turned: z.array(z.string()).default([]),
});
type Progress = z.infer<typeof progressSchema>;

/**
 * Gives cards that were written by an earlier version of the program what they are found and compared by today, and a first grade; and those
 * with a field that was hidden from somebody, or shown to everybody, since then other words. Goes over all cards once for each `derivedVersion`
 * and each such change, in the order of their ids, does a part and goes on at the next call, after a crash as well.
 * Nobody has changed the card: nothing is told in its history, and who edits it meanwhile is not disturbed. Answers how many were renewed.
 */
export async function renewCards({ clock }: { clock: Clock }): Promise<number> {
  const pass = await currentPass();
  let { after, done } = pass;
  let renewed = 0;
  const until = performance.now() + tickMs;
  while (!done && performance.now() < until) {
    const found = await contacts
      .find<CardDocument>({ _id: { $gt: after } }, { projection: withoutSearch })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    const outdated = found.filter(card => isOutdated(card) || pass.turned.some(key => card.fields[key] !== undefined));
    renewed += await renewDocuments(outdated, clock.now());
    done = found.length < batch;
    after = found.at(-1)?._id ?? after;
    await saveSetting(progressName, JSON.stringify({ ...pass, after, done } satisfies Progress));
  }
  return renewed;
}

/** Renews cards that were read with their keys. One that is written meanwhile is renewed by that write. Answers how many were found as they had been read. */
export async function renewDocuments(outdated: CardDocument[], now: Date): Promise<number> {
  if (outdated.length === 0) return 0;
  const [grading, hidden] = await Promise.all([readGrading(), hiddenFields()]);
  const updates = outdated.map(document => {
    const card = toContact(document);
    const grades = missingGrades(card, grade(card, grading, now));
    const { keys, ...derived } = derivedOf({ ...card, ...grades }, hidden);
    // Compared with others only if it was not compared by the same before.
    const isOther = !isDeepStrictEqual(document.keys ?? [], keys ?? []);
    return {
      q: { _id: document._id, stamp: document.stamp ?? null },
      u: {
        $set: { ...grades, ...derived, ...(isOther && { keysAt: now }), ...(keys && { keys }) },
        ...(!keys && document.keys && { $unset: { keys: '' } }),
      },
    };
  });
  return persistently(() => updateCommand(contacts, updates));
}

/** A grade that is there is changed only by rules, and told. */
function missingGrades(card: Contact, { temperature, category }: Contact): Pick<Contact, 'temperature' | 'category'> {
  return {
    ...(card.temperature === undefined && temperature && { temperature }),
    ...(card.category === undefined && category && { category }),
  };
}

/** How far it has come; from the beginning where something has changed since. */
async function currentPass(): Promise<Progress> {
  const [hidden, kept] = await Promise.all([hiddenFields(), loadSetting(progressName)]);
  const read = progressSchema.safeParse(JSON.parse(kept ?? 'null'));
  const known = read.success && read.data.version >= derivedVersion ? read.data : undefined;
  if (known && isDeepStrictEqual(known.hidden, hidden)) return known;
  const before = known?.hidden ?? [];
  const turned = [...hidden.filter(key => !before.includes(key)), ...before.filter(key => !hidden.includes(key))];
  // What was not finished is done by this pass as well.
  const left = known && !known.done ? known.turned : [];
  return { version: derivedVersion, after: '', done: false, hidden, turned: [...new Set([...turned, ...left])] };
}
