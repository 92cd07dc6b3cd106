import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { loadSetting, persistently, saveSetting, updateCommand } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Contact } from './contact.ts';
import { type CardDocument, contacts, toContact, withoutSearch } from './contact-model.ts';
import { derivedOf, derivedVersion, isOutdated } from './derived.ts';
import { grade } from './grading/grading.ts';
import { readGrading } from './grading/grading-store.ts';

const batch = 200;
/** One tick of the job: people work meanwhile. */
const tickMs = 8000;
/** Under this setting stands how far the cards have come for which version. */
const progressName = 'contacts.renewed';
const progressSchema = z.object({ version: z.number(), after: z.string(), done: z.boolean() });
type Progress = z.infer<typeof progressSchema>;

/**
 * Gives cards that were written by an earlier version of the program what they are found and compared by today, and a first grade. Goes over
 * all cards once for each `derivedVersion`, in the order of their ids, does a part and goes on at the next call, after a crash as well.
 * Nobody has changed the card: nothing is told in its history, and who edits it meanwhile is not disturbed. Answers how many were renewed.
 */
export async function renewCards({ clock }: { clock: Clock }): Promise<number> {
  let { after, done } = await progress();
  let renewed = 0;
  const until = performance.now() + tickMs;
  while (!done && performance.now() < until) {
    const found = await contacts
      .find<CardDocument>({ _id: { $gt: after } }, { projection: withoutSearch })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    renewed += await renewDocuments(found.filter(isOutdated), clock.now());
    done = found.length < batch;
    after = found.at(-1)?._id ?? after;
    await saveSetting(progressName, JSON.stringify({ version: derivedVersion, after, done } satisfies Progress));
  }
  return renewed;
}

/** Renews cards that were read with their keys. One that is written meanwhile is renewed by that write. Answers how many were found as they had been read. */
export async function renewDocuments(outdated: CardDocument[], now: Date): Promise<number> {
  if (outdated.length === 0) return 0;
  const grading = await readGrading();
  const updates = outdated.map(document => {
    const card = toContact(document);
    const grades = missingGrades(card, grade(card, grading, now));
    const { keys, ...derived } = derivedOf({ ...card, ...grades });
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

async function progress(): Promise<Progress> {
  const read = progressSchema.safeParse(JSON.parse((await loadSetting(progressName)) ?? 'null'));
  return read.success && read.data.version >= derivedVersion ? read.data : { version: derivedVersion, after: '', done: false };
}
