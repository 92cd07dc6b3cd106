import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import type { OpenFile, Outgoing, SendOutcome } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { type OpenedFile, openUpload } from './open-upload.ts';
import { readFailure } from './read-failure.ts';
import { type Call, needsKeyboardRemoval, render } from './render.ts';

export interface Sending {
  api: CallApi;
  openFile: OpenFile;
  clock: Clock;
}

/** Sends one message. A doubt about a part of it is a doubt about the whole, so that nothing is sent twice. */
export async function send(sending: Sending, chat: string, message: Outgoing): Promise<SendOutcome> {
  if (needsKeyboardRemoval(message)) {
    const refused = await takeKeyboardAway(sending, chat);
    if (refused) return refused;
  }
  let outcome: SendOutcome = { kind: 'broken', reason: 'There is nothing to send' };
  for (const [i, call] of render(chat, message).entries()) {
    outcome = await sendCall(sending, call);
    if (outcome.kind !== 'sent') return i === 0 ? outcome : afterPart(outcome);
  }
  return outcome;
}

/**
 * A message either takes a keyboard away or has buttons, so a message for the first is sent and deleted at once. As long as only this one
 * is in doubt, everything may be tried again.
 */
async function takeKeyboardAway(sending: Sending, chat: string): Promise<SendOutcome | undefined> {
  const fields = { chat_id: chat, text: '…', disable_notification: true, reply_markup: { remove_keyboard: true } };
  const outcome = await sendCall(sending, { method: 'sendMessage', fields });
  if (outcome.kind === 'unknown') return { kind: 'retry', reason: outcome.reason };
  if (outcome.kind !== 'sent') return outcome;
  await sending.api('deleteMessage', { chat_id: chat, message_id: Number(outcome.externalId) }).catch(() => undefined);
  return undefined;
}

async function sendCall(sending: Sending, call: Call): Promise<SendOutcome> {
  const outcome = await attempt(sending, call);
  if (outcome.kind === 'moved')
    return staying(await attempt(sending, { ...call, fields: { ...call.fields, chat_id: outcome.chat } }));
  if (outcome.kind === 'broken' && call.file && refusedAsMedia.test(outcome.reason)) {
    return staying(await attempt(sending, asDocument(call, call.file)));
  }
  return outcome;
}

/** Telegram looks into photos and forbids voice notes to those who do not want them; as a document both arrive. */
const refusedAsMedia = /PHOTO_|IMAGE_|VOICE_MESSAGES_FORBIDDEN/;

function asDocument(call: Call, { attachment }: NonNullable<Call['file']>): Call {
  return { ...call, method: 'sendDocument', file: { field: 'document', attachment } };
}

function staying(outcome: Awaited<ReturnType<typeof attempt>>): SendOutcome {
  return outcome.kind === 'moved' ? { kind: 'broken', reason: 'The chat moved twice' } : outcome;
}

const messageSchema = z.object({ message_id: z.number().int() });

async function attempt({ api, openFile, clock }: Sending, { method, fields, file }: Call) {
  const upload = file && (await openUpload(openFile, file.attachment));
  if (upload && 'kind' in upload) return upload;
  try {
    const answer = await api(
      method,
      { ...fields, ...field(file, upload) },
      { timeout: patience(file), ...(upload && { signal: upload.broken }) },
    );
    const sent = messageSchema.safeParse(answer);
    return { kind: 'sent' as const, ...(sent.success && { externalId: String(sent.data.message_id) }) };
  } catch (error) {
    // Half a file is no message, so Telegram cannot have accepted it.
    if (upload?.broken.aborted) return { kind: 'retry' as const, reason: `Our file could not be read to its end` };
    return readFailure(error, clock.now());
  } finally {
    upload?.stream.destroy();
  }
}

function field(file: Call['file'], upload: OpenedFile | undefined): object {
  return file && upload ? { [file.field]: { source: upload.stream, filename: upload.filename } } : {};
}

/** A file may take as long as a line of 128 kB/s needs. */
function patience(file: Call['file']): number {
  return 15_000 + (file?.attachment.size ?? 0) / 128;
}

/** What has become of a message of which a part has arrived. */
function afterPart(outcome: SendOutcome): SendOutcome {
  if (outcome.kind === 'later' || outcome.kind === 'retry' || outcome.kind === 'account') {
    return { kind: 'unknown', reason: `Only a part of the message arrived: ${outcome.reason}` };
  }
  return outcome;
}
