import { loadSetting, saveSetting } from '../../db/index.ts';
import type { Eraser } from '../erase/create-eraser.ts';
import { open } from '../erase/open.ts';
import { cutOf, retentionRules } from './retention-rules.ts';
import { type TooOld, whereOf } from './too-old.ts';

const name = 'retention.swept';
/** So many in one look: a tick is short, and the next one goes on. */
const batch = { messages: 5000, files: 200, contacts: 100 };

export interface SweepMeans {
  eraser: Pick<Eraser, 'plan'>;
  removeFile(id: string): Promise<void>;
  now: Date;
}

/**
 * Takes away what the rules say is too old, once a day, a part with every call until nothing is left. Answers what went with this call;
 * nothing where there was nothing to do.
 */
export async function sweepOld({ eraser, removeFile, now }: SweepMeans): Promise<TooOld | undefined> {
  const today = now.toISOString().slice(0, 10);
  const rules = await retentionRules();
  if (rules.messages === undefined && rules.files === undefined && rules.contacts === undefined) return undefined;
  if ((await loadSetting(name)) === today) return undefined;
  const messages = rules.messages === undefined ? 0 : await sweepMessages(cutOf(rules.messages, now));
  const files = rules.files === undefined ? 0 : await sweepFiles(cutOf(rules.files, now), removeFile);
  const contacts = rules.contacts === undefined ? nobody : await sweepContacts(rules.contacts, { eraser, now });
  if (messages < batch.messages && files < batch.files && contacts.found < batch.contacts) await saveSetting(name, today);
  return messages + files + contacts.planned > 0 ? { messages, files, contacts: contacts.planned } : undefined;
}

async function sweepMessages(cut: Date): Promise<number> {
  const ids = await idsOf('messages', whereOf.messages(cut), { changedAt: 1 }, batch.messages);
  if (ids.length === 0) return 0;
  await open('messageWords').deleteMany({ _id: { $in: ids } });
  const { deletedCount } = await open('messages').deleteMany({ _id: { $in: ids } });
  return deletedCount;
}

async function sweepFiles(cut: Date, removeFile: SweepMeans['removeFile']): Promise<number> {
  const ids = await idsOf('storedFiles', whereOf.files(cut), {}, batch.files);
  for (const id of ids) await removeFile(id);
  return ids.length;
}

const nobody = { found: 0, planned: 0 };

/** Those that are planned are still there until the eraser has done its work. */
async function sweepContacts(months: number, { eraser, now }: Pick<SweepMeans, 'eraser' | 'now'>): Promise<typeof nobody> {
  const cut = cutOf(months, now);
  const ids = await idsOf('contacts', whereOf.contacts(cut), { lastActivityAt: 1 }, batch.contacts);
  const planned = await eraser.plan(ids, { by: { kind: 'rule', months }, unlessActiveSince: cut });
  return { found: ids.length, planned };
}

async function idsOf(collection: string, where: object, sort: Record<string, 1>, limit: number): Promise<string[]> {
  const found = await open(collection)
    .find(where, { projection: { _id: 1 } })
    .sort(sort)
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}
