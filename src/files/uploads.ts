import type { Address, Upload } from '../messages/index.ts';
import { FileModel } from './stored-file.ts';

/** One of our accounts in one messenger: what Telegram calls a file means nothing to another bot. */
export type UploadAccount = Pick<Address, 'messenger' | 'account'>;

/** What the account's messenger calls these files of ours, by our id; those that were never uploaded there are not in it. */
export async function findUploads(files: string[], account: UploadAccount): Promise<Map<string, string>> {
  if (files.length === 0) return new Map();
  const name = nameOf(account);
  const found = await FileModel.find({ _id: { $in: files }, 'uploads.account': name }, { uploads: 1 }).lean();
  return new Map(
    found.flatMap(({ _id, uploads }) => (uploads ?? []).filter(known => known.account === name).map(({ ref }) => [_id, ref])),
  );
}

/** Keeps what the account's messenger calls files of ours from now on. Forgotten together with the file; unknown files are passed over. */
export async function rememberUploads(account: UploadAccount, uploads: Upload[]): Promise<void> {
  const name = nameOf(account);
  await FileModel.bulkWrite(
    uploads.flatMap(({ file, ref }) => [
      { updateOne: { filter: { _id: file }, update: { $pull: { uploads: { account: name } } } } },
      { updateOne: { filter: { _id: file }, update: { $push: { uploads: { account: name, ref } } } } },
    ]),
    { ordered: true },
  );
}

/** The messenger does not know the file by that name any more: it has to be uploaded again. */
export async function forgetUploads(account: UploadAccount, files: string[]): Promise<void> {
  await FileModel.updateMany({ _id: { $in: files } }, { $pull: { uploads: { account: nameOf(account) } } });
}

const nameOf = ({ messenger, account }: UploadAccount): string => `${messenger}:${account}`;
