import { APIError } from 'vk-io';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { OpenFile, Outgoing, SendOutcome } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { randomId } from './random-id.ts';
import { describe, readFailure } from './read-failure.ts';
import { render } from './render.ts';
import { upload } from './upload.ts';

export interface Sending {
  api: CallApi;
  openFile: OpenFile;
  clock: Clock;
}

/** Sends one message, in parts where it is longer than VK takes. Each part has a `random_id` of its own, so all of it may be repeated. */
export async function send(sending: Sending, peer: string, message: Outgoing, key: string): Promise<SendOutcome> {
  const files = await uploadAll(sending, peer, message);
  if (typeof files !== 'string') return files;
  const { texts, keyboard } = render(message);
  let outcome: SendOutcome = { kind: 'broken', reason: 'There is nothing to send' };
  for (const [i, text] of texts.entries()) {
    const isLast = i === texts.length - 1;
    outcome = await sendPart(sending, {
      peer_id: peer,
      random_id: randomId(i === 0 ? key : `${key}#${i}`),
      message: text,
      // A name that somebody typed must not call people into the dialog.
      disable_mentions: 1,
      ...(isLast && files !== '' && { attachment: files, dont_parse_links: 1 }),
      ...(isLast && keyboard && { keyboard }),
    });
    if (outcome.kind !== 'sent') return outcome;
  }
  return outcome;
}

/** The names of the uploaded files, comma-separated, or why they could not be uploaded. */
async function uploadAll({ api, openFile, clock }: Sending, peer: string, message: Outgoing): Promise<string | SendOutcome> {
  try {
    const names: string[] = [];
    for (const attachment of message.attachments ?? []) names.push(await upload({ api, openFile, peer }, attachment));
    return names.join(',');
  } catch (error) {
    if (error instanceof AppError) return { kind: 'broken', reason: error.message };
    // Without the right to upload, texts can still be sent: it is this message that will not do, not the account.
    if (error instanceof APIError && [7, 15].includes(Number(error.code))) return { kind: 'broken', reason: describe(error) };
    return readFailure(error, clock.now());
  }
}

const sentSchema = z.number().int().positive();

async function sendPart({ api, clock }: Sending, params: Record<string, string | number>): Promise<SendOutcome> {
  try {
    const sent = sentSchema.safeParse(await api('messages.send', params));
    return { kind: 'sent', ...(sent.success && { externalId: String(sent.data) }) };
  } catch (error) {
    return readFailure(error, clock.now());
  }
}
