import { z } from 'zod';
import { loadSetting, saveSetting } from '../../db/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import { type CardDocument, contacts, toContact, withoutSearch } from '../contact-model.ts';
import { isOutdated } from '../derived.ts';
import { renewDocuments } from '../renew-cards.ts';
import { writeContact } from '../write-contact.ts';
import { grade } from './grading.ts';
import { gradingProgress, readGrading } from './grading-store.ts';

const batch = 500;
/** One tick of the job: others wait for the clock too. */
const tickMs = 20_000;
const by = { kind: 'automation', id: 'grading', name: 'grading' } as const;
const progressSchema = z.object({ day: z.string(), after: z.string() });

/**
 * Once a day, and after the rules were changed, looks at all cards in the order of their ids: time passes also for those that nobody writes
 * to. Does a part and goes on at the next call; a card is written only when its grade is another. Answers how many were.
 */
export async function gradeContacts({ clock }: { clock: Clock }): Promise<number> {
  const grading = await readGrading();
  const { day: today } = zonedTime(clock.now(), grading.timeZone);
  const known = await progress();
  if (known.day === today && known.after === '') return 0;
  let after = known.day === today ? known.after : '';
  let written = 0;
  const until = performance.now() + tickMs;
  do {
    const found = await contacts
      .find<CardDocument>({ _id: { $gt: after } }, { projection: withoutSearch })
      .sort({ _id: 1 })
      .limit(batch)
      .toArray();
    const now = clock.now();
    // Their first grade is nothing that happened to them. Also those that another version of the program made since they were renewed.
    await renewDocuments(found.filter(isOutdated), now);
    const other = found
      .filter(card => !isOutdated(card))
      .map(toContact)
      .filter(contact => grade(contact, grading, now) !== contact);
    const done = await Promise.all(
      other.map(contact =>
        unlessBusy(
          writeContact(contact.id, {
            key: `grade:${contact.id}:${today}:${grading.version}`,
            by,
            now,
            read: contact,
            evenMerged: true,
            change: card => grade(card, grading, now),
          }),
        ),
      ),
    );
    written += done.filter(Boolean).length;
    after = found.length < batch ? '' : (found.at(-1)?._id ?? '');
    await saveSetting(gradingProgress, JSON.stringify({ day: today, after }));
  } while (after !== '' && performance.now() < until);
  return written;
}

/** A card that others write all the time is graded by their writes; it must not keep all that come after it waiting. */
async function unlessBusy(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'contacts.busy') return false;
    throw error;
  }
}

async function progress() {
  const read = progressSchema.safeParse(JSON.parse((await loadSetting(gradingProgress)) ?? 'null'));
  return read.success ? read.data : { day: '', after: '' };
}
