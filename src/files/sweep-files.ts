import { hasFile } from '../messages/index.ts';
import { deleteBytes, ownBytes } from './bucket.ts';
import { removeFile } from './save-file.ts';
import { type FileDocument, FileModel } from './stored-file.ts';
import { UnownedModel } from './unowned-bytes.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** What belongs to no message is looked at twice, so that after a long stop of the program what still waits to be handled keeps its files. */
const secondLookMs = 60 * 60 * 1000;
const batchSize = 200;

/**
 * Takes away what nobody will ask for: uploads that went into no message within a day, and bytes of writings that were broken off. Does
 * the same when it is done twice, and in several processes.
 */
export async function sweepFiles(now: Date): Promise<void> {
  await sweepDrafts(now);
  await sweepBytes(now);
}

async function sweepDrafts(now: Date): Promise<void> {
  // $exists: DocumentDB takes a partial index only where its condition stands in the query.
  const old = await FileModel.find({ 'draft.until': { $exists: true, $lte: now } })
    .sort({ 'draft.until': 1 })
    .limit(batchSize)
    .lean<FileDocument[]>();
  for (const document of old) {
    const { _id: id, draft } = document;
    if (await isSent(document)) await FileModel.updateOne({ _id: id }, { $unset: { draft: '' } });
    else if (draft?.warned || (await isShared(document))) await removeFile(id);
    else {
      const until = new Date(now.getTime() + secondLookMs);
      await FileModel.updateOne({ _id: id, draft: { $exists: true } }, { $set: { draft: { until, warned: true } } });
    }
  }
}

/** A file of the staff goes into the message itself. */
async function isSent({ _id: id, owner }: FileDocument): Promise<boolean> {
  return owner.conversation !== undefined && (await hasFile(owner.conversation, id));
}

/** A visitor's upload is passed on to the message under another id and has then done its work. */
async function isShared({ _id: id, bytes }: FileDocument): Promise<boolean> {
  return bytes !== undefined && (await FileModel.exists({ bytes, _id: { $ne: id } })) !== null;
}

async function sweepBytes(now: Date): Promise<void> {
  const old = await UnownedModel.find({ at: { $lte: new Date(now.getTime() - dayMs) } })
    .sort({ at: 1 })
    .limit(batchSize)
    .lean();
  for (const { _id: bytes } of old) {
    const owned = (await FileModel.exists({ bytes })) ?? (await FileModel.exists({ 'thumbnail.bytes': bytes }));
    await (owned ? ownBytes(bytes) : deleteBytes(bytes));
  }
}
