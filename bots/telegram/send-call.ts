import { TelegramError } from 'telegraf';
import type { Clock } from '../../src/lib/clock.ts';
import type { OpenFile, SendOutcome } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { closeUploads, type OpenedFile, openUploads } from './open-upload.ts';
import { type Moved, readFailure } from './read-failure.ts';
import { readSent, type Sent } from './read-sent.ts';
import { type Call, type CallFile, fileCall } from './render.ts';
import { showUploading } from './show-uploading.ts';

export interface Sending {
  api: CallApi;
  openFile: OpenFile;
  clock: Clock;
}

export type Refused = Exclude<SendOutcome, { kind: 'sent' }>;
export type CallOutcome = ({ kind: 'sent' } & Sent) | Refused;

/** Makes one call that sends something, and once more in another way where Telegram's refusal names a way. */
export async function sendCall(sending: Sending, call: Call): Promise<CallOutcome> {
  const outcome = await attempt(sending, call);
  if (outcome.kind === 'moved') {
    return staying(await attempt(sending, { ...call, fields: { ...call.fields, chat_id: outcome.chat } }));
  }
  if (outcome.kind !== 'broken') return outcome;
  if (refusedName.test(outcome.reason) && call.files?.some(({ attachment }) => attachment.ref)) {
    return sendCall(sending, withoutNames(call));
  }
  const [file, ...others] = call.files ?? [];
  if (file && file.as !== 'document' && others.length === 0 && refusedAsMedia.test(outcome.reason)) {
    return sendCall(sending, fileCall(call.fields, { ...file, as: 'document' }));
  }
  return outcome;
}

/** Telegram does not know a file by its old name (any more), or knows it as something else: it has to be uploaded afresh. */
const refusedName = /wrong (remote )?file id|can't use file of type|FILE_REFERENCE_|FILE_ID_INVALID|MEDIA_EMPTY/i;
/** Telegram looks into photos and forbids voice notes to those who do not want them; as a document both arrive. */
const refusedAsMedia = /PHOTO_|IMAGE_|VOICE_MESSAGES_FORBIDDEN/;

function withoutNames(call: Call): Call {
  const files = call.files?.map(file => {
    const { ref: _ref, ...attachment } = file.attachment;
    return { ...file, attachment };
  });
  return { ...call, ...(files && { files }) };
}

function staying(outcome: CallOutcome | Moved): CallOutcome {
  return outcome.kind === 'moved' ? { kind: 'broken', reason: 'The chat moved twice' } : outcome;
}

async function attempt({ api, openFile, clock }: Sending, call: Call): Promise<CallOutcome | Moved> {
  const uploaded = (call.files ?? []).filter(({ attachment }) => !attachment.ref);
  const opened = await openUploads(
    openFile,
    uploaded.map(({ attachment }) => attachment),
  );
  if ('kind' in opened) return opened.kind === 'sent' ? { kind: 'broken', reason: 'Nothing was opened' } : opened;
  const endShowing = showUploading({ api, clock, chat: call.fields.chat_id, files: uploaded });
  try {
    const signal = opened.length > 0 && AbortSignal.any(opened.map(({ broken }) => broken));
    const answer = await api(call.method, payload(call, uploaded, opened), {
      timeout: patience(opened),
      ...(signal && { signal }),
    });
    return { kind: 'sent', ...readSent(answer, call, uploaded) };
  } catch (error) {
    return explain(error, opened, clock.now());
  } finally {
    closeUploads(opened);
    await endShowing();
  }
}

function explain(error: unknown, opened: OpenedFile[], now: Date): Refused | Moved {
  // Half a file is no message, so Telegram cannot have accepted it.
  if (opened.some(({ broken }) => broken.aborted)) return { kind: 'retry', reason: 'Our file could not be read to its end' };
  // An album is refused for one of its files when the others are under way: https://github.com/rubenlagus/TelegramBots/issues/1520
  if (error instanceof TelegramError && /failed to send message #/i.test(error.description)) {
    return { kind: 'unknown', reason: `Only a part of the album may have arrived: ${error.description}` };
  }
  const failure = readFailure(error, now);
  if (failure.kind === 'unknown' && opened.some(({ stream }) => !stream.readableEnded)) {
    return { kind: 'retry', reason: 'The connection to Telegram broke in the middle of a file' };
  }
  return failure.kind === 'sent' ? { kind: 'unknown', reason: 'No answer' } : failure;
}

/** The call with its files: by Telegram's name for them, or as they are. */
function payload({ method, fields, files = [] }: Call, uploaded: CallFile[], opened: OpenedFile[]): Record<string, unknown> {
  const media = files.map(file => ({ type: file.as, media: sourceOf(file, uploaded, opened), ...file.fields }));
  if (method === 'sendMediaGroup') return { ...fields, media };
  const [only] = media;
  return only ? { ...fields, [only.type]: only.media } : fields;
}

function sourceOf(file: CallFile, uploaded: CallFile[], opened: OpenedFile[]): unknown {
  const upload = opened[uploaded.indexOf(file)];
  return upload ? { source: upload.stream, filename: upload.filename } : file.attachment.ref;
}

/** A file may take as long as a line of 128 kB/s needs. */
function patience(opened: OpenedFile[]): number {
  return 15_000 + opened.reduce((sum, { size }) => sum + size, 0) / 128;
}
