import { AppError } from '../lib/app-error.ts';
import type { IncomingAttachment, MessengerName } from '../messages/index.ts';
import { cleanName } from './clean-name.ts';
import { safeType, unknownType } from './file-kind.ts';
import { type FileDocument, FileModel, findFile, type StoredFile, toFile } from './stored-file.ts';

/** A `ref` of a file that lies here already: the site's chat uploads before it tells of a message. */
const storedRef = 'stored:';

/** Whoever remembers a file fetches it at once; only when that process died, or has not come to it for so long, a tick does. */
const headStartMs = 2 * 60 * 1000;

export interface RemoteFileToRemember {
  messenger: MessengerName;
  attachment: IncomingAttachment;
  conversation: string;
  /** The caller's, and the same each time one message is handled. */
  id: string;
  now?: Date;
}

export function refOfStored(id: string): string {
  return storedRef + id;
}

/** Notes a file that a customer sent, without fetching it. Noting it twice is noting it once. */
export async function rememberRemoteFile(input: RemoteFileToRemember): Promise<StoredFile> {
  const document = input.attachment.ref.startsWith(storedRef) ? await shareStored(input) : describeRemote(input);
  const stored = await FileModel.findOneAndUpdate(
    { _id: input.id },
    { $setOnInsert: document },
    { upsert: true, returnDocument: 'after' },
  ).lean<FileDocument>();
  return toFile(stored);
}

function describeRemote({
  messenger,
  attachment,
  conversation,
  now = new Date(),
}: RemoteFileToRemember): Omit<FileDocument, '_id'> {
  const { ref, name, mime = unknownType, kind, size, width, height, duration } = attachment;
  return {
    state: 'remote',
    name: cleanName(name ?? kind),
    mime: safeType(mime),
    kind,
    owner: { conversation },
    remote: { messenger, ref },
    retryAt: new Date(now.getTime() + headStartMs),
    createdAt: now,
    ...(size !== undefined && { size }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
  };
}

/** The bytes are shared rather than copied; only within the conversation that uploaded them. */
async function shareStored({
  id,
  attachment,
  conversation,
  now = new Date(),
}: RemoteFileToRemember): Promise<Omit<FileDocument, '_id'>> {
  const original = await FileModel.findById(attachment.ref.slice(storedRef.length)).lean<FileDocument>();
  // An event may be handled again long after the upload itself was tidied away.
  if (!original) return withoutId(await findFile(id));
  if (original.owner.conversation !== conversation)
    throw new AppError('file.missing', 'This file belongs to another conversation.', { conversation });
  // The draft ends with the message; a small picture belongs to one entry alone.
  const { draft, thumbnail, uploads, ...rest } = withoutId(original);
  return { ...rest, createdAt: now };
}

function withoutId({ _id, ...rest }: FileDocument): Omit<FileDocument, '_id'> {
  return rest;
}
