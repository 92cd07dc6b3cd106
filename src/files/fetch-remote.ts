import { AppError } from '../lib/app-error.ts';
import { backoff } from '../lib/backoff.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import { withDeadline } from '../lib/with-deadline.ts';
import { type Messenger, noteFile, type RemoteFile } from '../messages/index.ts';
import { deleteBytes, ownBytes, writeBytes } from './bucket.ts';
import type { ContentType } from './content-type.ts';
import { measurePicture } from './measure-picture.ts';
import { type FileDocument, type FileFault, FileModel, findFile, type StoredFile, toFile } from './stored-file.ts';

/** So many files come in at once; the rest wait as notes in the database. More did not make it quicker, the database is what takes the time. */
export const fetchPlaces = 2;
const places = new Gate(fetchPlaces);
/** Somebody is looking at the page and waits: not behind two hundred other files. */
const urgentPlaces = new Gate(2);

/** A download that is not through by then is taken for dead. */
const deadlineMs = 5 * 60 * 1000;
/** For so long nobody else begins with a file that somebody is fetching. */
const leaseMs = deadlineMs + 60 * 1000;
/** Waits of 1, 2, 4… minutes, with half of each left to chance: about four hours in all. */
const mostAttempts = 8;
const pauses = { first: 60_000, most: 2 * 60 * 60 * 1000 };

export interface FetchOptions {
  clock?: Clock;
  /** Somebody waits for it. */
  urgent?: boolean;
}

const active = new Map<string, Promise<StoredFile>>();
const inLine = new Map<string, Promise<StoredFile>>();
let shutdown = new AbortController();

/**
 * Brings a customer's file here and tells what became of it; one that is settled already is told as it is. Asked twice at once it is
 * fetched once. Throws what the messenger throws when it may work another time; `createFetcher` sees to that.
 */
export function fetchRemoteFile(id: string, messenger: Pick<Messenger, 'file'>, options: FetchOptions = {}): Promise<StoredFile> {
  const { clock = systemClock, urgent = false } = options;
  const known = active.get(id) ?? (urgent ? undefined : inLine.get(id));
  if (known !== undefined) return known;
  const begin = () => once(active, id, () => fetchOnce(id, messenger, clock));
  // What waits in line is overtaken by whoever is in a hurry, and finds it done when its turn comes.
  return urgent ? urgentPlaces.run(begin) : once(inLine, id, () => places.run(begin));
}

/** How many files are being fetched or wait to be. */
export function fetchesUnderWay(): number {
  return new Set([...active.keys(), ...inLine.keys()]).size;
}

function once(running: Map<string, Promise<StoredFile>>, id: string, run: () => Promise<StoredFile>): Promise<StoredFile> {
  const known = running.get(id);
  if (known !== undefined) return known;
  const started = run().finally(() => running.delete(id));
  running.set(id, started);
  return started;
}

/** Breaks off what is being fetched and resolves when nothing of it is left; other processes or the next start go on with it. */
export async function stopFetching(): Promise<void> {
  shutdown.abort();
  await Promise.allSettled([...inLine.values(), ...active.values()]);
  shutdown = new AbortController();
}

async function fetchOnce(id: string, messenger: Pick<Messenger, 'file'>, clock: Clock): Promise<StoredFile> {
  const document = await findFile(id);
  if (document.state !== 'remote' || !document.remote) return toFile(document);
  if (shutdown.signal.aborted) throw tooLate();
  await FileModel.updateOne({ _id: id, state: 'remote' }, { $set: { retryAt: later(clock, leaseMs) } });
  try {
    return await bring(document, messenger.file(document.remote.ref), clock);
  } catch (error) {
    const fault =
      faultOf(error) ?? ((document.attempts ?? 0) + 1 >= mostAttempts ? { reason: 'unavailable' as const } : undefined);
    if (fault) return settleBadly(document, fault, clock);
    const retryAt = later(clock, shutdown.signal.aborted ? 0 : backoff(document.attempts ?? 0, pauses));
    await FileModel.updateOne({ _id: id, state: 'remote' }, { $set: { retryAt }, $inc: { attempts: 1 } });
    throw error;
  }
}

async function bring(document: FileDocument, opening: Promise<RemoteFile>, clock: Clock): Promise<StoredFile> {
  const { _id: id, name } = document;
  const written = await withDeadline(
    deadlineMs,
    async signal => {
      const { stream } = await beforeAbort(opening, signal);
      const breakOff = () => stream.destroy(tooLate());
      signal.addEventListener('abort', breakOff, { once: true });
      return writeBytes(stream, { name, now: clock.now() }).finally(() => stream.destroy());
    },
    shutdown.signal,
  );
  const { bytes, size, type, head } = written;
  const change = { bytes, size, ...type, kind: kindAsStored(document, type) };
  const measured = type.kind === 'photo' && !document.width ? await measurePicture(head) : undefined;
  const settled = await settle(id, { state: 'stored', ...change, ...measured });
  // Another process was quicker: its bytes are the file, ours go.
  if (settled.bytes?.equals(bytes)) await ownBytes(bytes);
  else await deleteBytes(bytes);
  if (settled.kind !== document.kind || (type.mime !== document.mime && document.kind === 'document') || type.program)
    await tellHistory(settled, { kind: settled.kind, mime: settled.mime, ...(type.program && { program: true }) }, clock);
  return toFile(settled);
}

/** What is opened only afterwards is closed again. */
function beforeAbort(opening: Promise<RemoteFile>, signal: AbortSignal): Promise<RemoteFile> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      opening.then(({ stream }) => stream.destroy()).catch(() => {});
      reject(tooLate());
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function tooLate(): AppError {
  return new AppError('file.unavailable', 'The file did not come in time, or the program is stopping.');
}

interface Fault {
  reason: FileFault;
  most?: number;
}

async function settleBadly(document: FileDocument, { reason, most }: Fault, clock: Clock): Promise<StoredFile> {
  const state = reason === 'too_big' ? 'tooBig' : 'failed';
  const settled = await settle(document._id, { state, reason, ...(most && { most }) });
  if (settled.state !== 'stored') await tellHistory(settled, { missing: { why: reason, ...(most && { most }) } }, clock);
  return toFile(settled);
}

/** The first to come with an outcome sets it. */
async function settle(id: string, change: Partial<FileDocument>): Promise<FileDocument> {
  const settled = await FileModel.findOneAndUpdate(
    { _id: id, state: 'remote' },
    { $set: change, $unset: { retryAt: '', attempts: '' } },
    { returnDocument: 'after' },
  ).lean<FileDocument>();
  return settled ?? findFile(id);
}

async function tellHistory({ _id: file, owner }: FileDocument, note: Parameters<typeof noteFile>[0]['note'], clock: Clock) {
  const { conversation } = owner;
  if (conversation) await noteFile({ conversation, file, note, now: clock.now() });
}

function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof AppError)) return;
  const { maxBytes } = error.facts;
  if (error.code === 'file.too_big') return { reason: 'too_big', ...(typeof maxBytes === 'number' && { most: maxBytes }) };
  if (error.code === 'file.gone') return { reason: 'gone' };
  return;
}

/** Voice notes, stickers and the like stay what the messenger called them as long as the content can be shown that way. */
function kindAsStored({ kind }: FileDocument, type: ContentType): FileDocument['kind'] {
  return kind === 'document' || fitting[kind].test(type.mime) ? kind : type.kind;
}

const fitting: Record<Exclude<FileDocument['kind'], 'document'>, RegExp> = {
  photo: /^image\//,
  video: /^video\//,
  videoNote: /^video\//,
  animation: /^(video\/|image\/(gif|webp|apng))/,
  audio: /^(audio\/|video\/(mp4|webm|ogg))/,
  voice: /^(audio\/|video\/(mp4|webm|ogg))/,
  // Telegram's animated ones are packed JSON.
  sticker: /^(image\/|video\/webm|application\/gzip)/,
};

function later(clock: Clock, ms: number): Date {
  return new Date(clock.now().getTime() + ms);
}
