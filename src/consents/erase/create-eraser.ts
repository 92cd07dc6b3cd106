import { createHmac } from 'node:crypto';
import { trashDays } from '../../contacts/index.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { signal } from '../../signals/index.ts';
import { type Erasure, type ErasureDocument, erasures, toErasure } from './erasure.ts';
import { forgetWords } from './forget-words.ts';
import { leavings } from './leavings.ts';
import { open } from './open.ts';
import { type ErasureWish, type Hash, planErasure } from './plan-erasure.ts';
import { takeFromImports } from './take-from-imports.ts';

export interface Eraser {
  /**
   * Erases somebody with everything they left. Resolves when it is done, or is left to the next tick because something is just being sent to
   * them; should it break off, that goes on, too. AppErrors of `planErasure`.
   */
  erase(wish: Omit<ErasureWish, 'now'>): Promise<Erasure>;
  /** Plans many, for the next ticks; those that are gone are passed over. Answers how many are planned. */
  plan(contacts: string[], why: Pick<ErasureWish, 'by' | 'reason' | 'unlessActiveSince'>): Promise<number>;
  /** Erases those that nobody took back out of the trash in time. */
  emptyTrash(): Promise<void>;
  /** The tick: goes on with what is planned or was broken off. */
  work(): Promise<void>;
  /** The proofs for a phone (E.164), an e-mail or `<messenger>:<account>:<id>`, newest first. */
  find(identity: string): Promise<Erasure[]>;
}

/** So many are erased together: what is found without an index is read once for all of them. */
const together = 50;
const dayMs = 24 * 60 * 60 * 1000;

export interface EraserOptions {
  /** A keyed hash; the key never changes, or nobody can be told any more. */
  hash: Hash;
  /** Takes a file away, bytes and all; one that is gone is no fault. */
  removeFile(id: string): Promise<void>;
  clock: Clock;
  log: Logger;
}

/** Erases people. Every part of it may be done again, so whoever dies on the way is followed by whoever finds it. */
export function createEraser({ hash, removeFile, clock, log }: EraserOptions): Eraser {
  async function finish(planned: ErasureDocument[]): Promise<void> {
    const documents = await withoutWrittenTo(await withoutReturned(planned));
    const going = documents.flatMap(document => document.going ?? []);
    const contacts = going.flatMap(part => part.contacts);
    const whose = { contacts, conversations: going.flatMap(part => part.conversations), now: clock.now() };
    if (contacts.length === 0) return;
    // Conversations first: one that lost its card alone would be taken up by whoever writes next, with all that was said.
    await forgetTalks(whose);
    await open('contacts').deleteMany({ _id: { $in: contacts } });
    for (const file of going.flatMap(part => part.files)) await removeFile(file);
    await takeFromImports(contacts);
    await forgetWords(whose.conversations);
    for (const { collection, where, update } of leavings) {
      const filter = where(whose);
      if (update) await open(collection).updateMany(filter, update(whose));
      else await open(collection).deleteMany(filter);
    }
    // Somebody may have been writing in that very moment.
    await forgetTalks(whose);
    await open('messages').deleteMany({ conversation: { $in: whose.conversations }, contact: { $in: contacts } });
    await erasures.updateMany(
      { _id: { $in: documents.map(({ _id }) => _id) } },
      { $set: { state: 'done', doneAt: clock.now() }, $unset: { going: '' } },
    );
    for (const contact of contacts) signal({ topic: 'contacts', about: contact });
    log.info({ erased: documents.length }, 'people were erased');
  }

  async function plan(contacts: string[], why: Pick<ErasureWish, 'by' | 'reason' | 'unlessActiveSince'>): Promise<number> {
    let planned = 0;
    for (const contact of contacts) {
      try {
        if (await planErasure({ ...why, contact, now: clock.now() }, hash)) planned += 1;
      } catch (error) {
        log.warn({ err: error, contact }, 'somebody could not be erased');
      }
    }
    return planned;
  }

  async function planTrash(): Promise<number> {
    const now = clock.now();
    const since = new Date(now.getTime() - trashDays * dayMs);
    const old = await open('contacts')
      // $exists: DocumentDB takes a partial index only where its condition stands in the query.
      .find(
        { deletedAt: { $exists: true, $gt: new Date(0), $lte: since }, mergedInto: { $exists: false } },
        { projection: { _id: 1 } },
      )
      .sort({ deletedAt: 1 })
      .limit(together)
      .toArray();
    return plan(
      old.map(({ _id }) => _id),
      { by: { kind: 'trash' } },
    );
  }

  async function work(): Promise<void> {
    const found = await erasures.find({ state: 'going' }).sort({ state: 1, at: 1 }).limit(together).toArray();
    if (found.length > 0) await finish(found);
  }

  const forgetTalks = ({ contacts, conversations }: { contacts: string[]; conversations: string[] }) =>
    open('conversations').deleteMany({ _id: { $in: conversations }, contact: { $in: contacts } });

  return {
    async erase(wish) {
      await planErasure({ ...wish, now: clock.now() }, hash);
      const planned = await erasures.findOne({ _id: wish.contact });
      if (planned?.going) await finish([planned]);
      const done = await erasures.findOne({ _id: wish.contact });
      if (!done) throw new Error('an erasure was planned and is not there');
      return toErasure(done);
    },
    plan,
    async emptyTrash() {
      while ((await planTrash()) > 0) await work();
    },
    work,
    async find(identity) {
      const found = await erasures
        .find({ hashes: hash(identity) })
        .sort({ hashes: 1, at: -1 })
        .limit(20)
        .toArray();
      return found.map(toErasure).toSorted((a, b) => b.at.getTime() - a.at.getTime());
    },
  };
}

/** The hash that proofs know people by, keyed with a secret of the installation. */
export function keyedHash(secret: string | Buffer): Hash {
  return value => createHmac('sha256', secret).update(value).digest('hex');
}

/** Those that are to be erased by a rule and came back meanwhile stay; nothing of theirs has been touched. */
async function withoutReturned(documents: ErasureDocument[]): Promise<ErasureDocument[]> {
  const left: ErasureDocument[] = [];
  for (const document of documents) {
    if (await isBack(document)) await erasures.deleteOne({ _id: document._id });
    else left.push(document);
  }
  return left;
}

/** To whom something is on its way just now wait for the next tick: the history would tell of it after everything was gone. */
async function withoutWrittenTo(documents: ErasureDocument[]): Promise<ErasureDocument[]> {
  const contacts = documents.flatMap(({ going }) => going?.contacts ?? []);
  if (contacts.length === 0) return documents;
  const found = await open('deliveries')
    .find<{ contact: string }>(
      { state: 'sending', owner: { $gt: '' }, contact: { $in: contacts } },
      { projection: { contact: 1 } },
    )
    .toArray();
  const busy = new Set(found.map(({ contact }) => contact));
  return documents.filter(({ going }) => !going?.contacts.some(contact => busy.has(contact)));
}

async function isBack({ _id, by, going }: ErasureDocument): Promise<boolean> {
  const since = going?.unlessActiveSince;
  if (by.kind !== 'trash' && !since) return false;
  const card = await open('contacts').findOne({ _id }, { projection: { deletedAt: 1, lastActivityAt: 1 } });
  if (!card) return false;
  return by.kind === 'trash' ? card.deletedAt === undefined : since !== undefined && card.lastActivityAt > since;
}

/** Of all that was erased a page, newest first. */
export async function listErasures({ page, perPage }: { page: number; perPage: number }): Promise<{
  erasures: Erasure[];
  total: number;
}> {
  // The condition holds for all; DocumentDB takes the index by it.
  const all = { at: { $gt: new Date(0) } };
  const [found, total] = await Promise.all([
    erasures
      .find(all)
      .sort({ at: -1, _id: 1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    erasures.countDocuments(all, { limit: countedMost }),
  ]);
  return { erasures: found.map(toErasure), total };
}

const countedMost = 10_000;

/** The proof that somebody was erased, by the id of the card that was. */
export async function getErasure(id: string): Promise<Erasure | undefined> {
  const found = await erasures.findOne({ _id: id });
  return found ? toErasure(found) : undefined;
}
