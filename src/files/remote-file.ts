import { AppError } from '../lib/app-error.ts';
import type { IncomingAttachment, Messenger, MessengerName } from '../messages/index.ts';
import { files, writeBytes } from './bucket.ts';
import { kindOf, safeType, unknownType } from './file-kind.ts';
import { cleanName } from './save-file.ts';
import { type FileDocument, FileModel, type FileState, findFile, type StoredFile, toFile } from './stored-file.ts';

const maxRemoteBytes = 50 * 1024 * 1024;

/** A `ref` of a file that lies here already: the site's chat uploads before it tells of a message. */
const storedRef = 'stored:';

export function refOfStored(id: string): string {
  return storedRef + id;
}

/**
 * Notes a file that a customer sent, without fetching it. `id` is the caller's and the same each time one message is handled, so
 * noting it twice is noting it once.
 */
export async function rememberRemoteFile(input: {
  messenger: MessengerName;
  attachment: IncomingAttachment;
  conversation: string;
  id: string;
  now?: Date;
}): Promise<StoredFile> {
  const document = input.attachment.ref.startsWith(storedRef) ? await shareStored(input) : describeRemote(input);
  const stored = await FileModel.findOneAndUpdate(
    { _id: input.id },
    { $setOnInsert: document },
    { upsert: true, returnDocument: 'after' },
  ).lean();
  return toFile(stored);
}

const underWay = new Map<string, Promise<StoredFile>>();

/**
 * Brings a customer's file here and tells what became of it; one that is settled already is told as it is. Asked twice at once it is
 * fetched once. Throws what the messenger throws when it may work another time.
 */
export function fetchRemoteFile(id: string, messenger: Pick<Messenger, 'file'>): Promise<StoredFile> {
  const known = underWay.get(id);
  if (known !== undefined) return known;
  const fetching = fetchOnce(id, messenger).finally(() => underWay.delete(id));
  underWay.set(id, fetching);
  return fetching;
}

async function fetchOnce(id: string, messenger: Pick<Messenger, 'file'>): Promise<StoredFile> {
  const document = await findFile(id);
  if (document.state !== 'remote' || !document.remote) return toFile(document);
  try {
    const { stream } = await messenger.file(document.remote.ref);
    const { bytes, size, detected } = await writeBytes(stream, document.name, maxRemoteBytes);
    const mime = safeType(detected);
    const settled = await settle(id, { state: 'stored', bytes, size, mime, kind: kindAsStored(document, mime) });
    // Another process was quicker: its bytes are the file, ours go.
    if (!settled.bytes?.equals(bytes)) await files().delete(bytes);
    return toFile(settled);
  } catch (error) {
    const outcome = outcomeOf(error);
    if (!outcome) throw error;
    return toFile(await settle(id, outcome));
  }
}

/** The first to come with an outcome sets it. */
async function settle(id: string, change: Partial<FileDocument>): Promise<FileDocument> {
  const settled = await FileModel.findOneAndUpdate(
    { _id: id, state: 'remote' },
    { $set: change },
    { returnDocument: 'after' },
  ).lean<FileDocument>();
  return settled ?? findFile(id);
}

function outcomeOf(error: unknown): { state: FileState; reason: string } | undefined {
  if (!(error instanceof AppError)) return;
  if (error.code === 'file.too_big') return { state: 'tooBig', reason: 'too_big' };
  if (error.code === 'file.gone') return { state: 'failed', reason: 'gone' };
  return;
}

/** Stickers, voice notes and the like stay what the messenger called them as long as the content can be shown that way. */
function kindAsStored({ kind }: FileDocument, mime: string): FileDocument['kind'] {
  return mime === unknownType ? 'document' : kind;
}

function describeRemote({
  messenger,
  attachment,
  conversation,
  now = new Date(),
}: Parameters<typeof rememberRemoteFile>[0]): Omit<FileDocument, '_id'> {
  const { ref, name, mime = unknownType, kind, size, width, height, duration } = attachment;
  return {
    state: 'remote',
    name: cleanName(name ?? kind),
    mime: safeType(mime),
    kind,
    owner: { conversation },
    remote: { messenger, ref },
    createdAt: now,
    ...(size !== undefined && { size }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
  };
}

/** The bytes are shared rather than copied; only within the conversation that uploaded them. */
async function shareStored({
  attachment,
  conversation,
  now = new Date(),
}: Parameters<typeof rememberRemoteFile>[0]): Promise<Omit<FileDocument, '_id'>> {
  const original = await findFile(attachment.ref.slice(storedRef.length));
  if (original.owner.conversation !== conversation) {
    throw new AppError('file.missing', 'This file belongs to another conversation.', { conversation });
  }
  const { _id, ...rest } = original;
  return { ...rest, kind: kindOf(original.mime), createdAt: now };
}
