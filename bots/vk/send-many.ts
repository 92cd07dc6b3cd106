import { APIError } from 'vk-io';
import type { OutgoingAttachment, Parcel, SendOutcome, Upload } from '../../src/messages/index.ts';
import type { CallResult } from './api.ts';
import { type Attached, attach, keyOf, type Sending } from './attach.ts';
import { makeCalls, type Post } from './batch.ts';
import { compose } from './compose.ts';
import { readFailure } from './read-failure.ts';
import { readSent } from './read-sent.ts';

/**
 * What VK may say of an attachment's name that it does not know (any more) or that is not for this person, and of a message that cannot be
 * answered because it is gone.
 */
const refusedReferences = new Set([15, 100, 129, 921, 1150]);

/** A parcel of which it is known what VK calls its files. */
interface Packed {
  parcel: Parcel;
  attached: Attached;
  parts: Post['message'][];
}

/**
 * Sends messages in as few calls as VK allows; an outcome for each, in their order. What one mailing says to many in the same words goes to
 * up to a hundred of them by one messages.send; up to 25 of such calls go by one `execute`.
 *
 * A repetition, of the batch, of a part of it or of one parcel alone, sends nobody twice within VK's hour: the `random_id` is made of the
 * mailing where the parcel belongs to one, else of its key, and never of the company it travels in. VK compares it within each dialog.
 */
export async function sendMany(sending: Sending, parcels: Parcel[], isSecondTry = false): Promise<SendOutcome[]> {
  const outcomes = new Map<Parcel, SendOutcome>();
  const short: Packed[] = [];
  const stale: Parcel[] = [];
  // Afresh once, not for everybody in the batch.
  if (isSecondTry) for (const { message } of parcels) forget(sending, message.attachments ?? []);
  for (const parcel of parcels) {
    const attached = await attach(sending, parcel.address.chat, parcel.message.attachments ?? []);
    if ('kind' in attached) outcomes.set(parcel, attached);
    else {
      const packed = { parcel, attached, parts: compose(parcel.message, attached.names, parcel.campaign ?? parcel.key) };
      if (packed.parts.length === 1) short.push(packed);
      else settle(packed, await sendParts(sending, packed));
    }
  }
  await sendShort(short);
  if (stale.length > 0) {
    const again = await sendMany(sending, stale.map(withoutReferences), true);
    for (const [i, parcel] of stale.entries()) outcomes.set(parcel, again[i] ?? nothing);
  }
  return parcels.map(parcel => outcomes.get(parcel) ?? nothing);

  async function sendShort(packed: Packed[]): Promise<void> {
    const posts = packed.map(({ parcel, parts: [message = {}] }) => ({
      peer: parcel.address.chat,
      message,
      shared: parcel.campaign !== undefined,
    }));
    const results = await makeCalls(sending, posts);
    for (const [i, one] of packed.entries()) settle(one, results.slice(i, i + 1));
  }

  /** `results` are those of its parts, up to the first that failed. */
  function settle({ parcel, attached }: Packed, results: CallResult[]): void {
    const refers = attached.reused || parcel.message.replyTo !== undefined;
    if (!isSecondTry && refers && results.some(isRefusedReference)) stale.push(parcel);
    else outcomes.set(parcel, withUploads(readAll(results, parcel.address.chat, sending.clock.now()), attached.uploads));
  }
}

const nothing: SendOutcome = { kind: 'broken', reason: 'There is nothing to send' };

/** A long text, part after part: the next one only after the one before it. */
async function sendParts(sending: Sending, { parcel, parts }: Packed): Promise<CallResult[]> {
  const results: CallResult[] = [];
  for (const message of parts) {
    const made = await makeCalls(sending, [{ peer: parcel.address.chat, message, shared: false }]);
    results.push(...made);
    if (made.some(result => readAll([result], parcel.address.chat, sending.clock.now()).kind !== 'sent')) break;
  }
  return results;
}

/** What became of a message whose calls these are: the first thing that went wrong, or all its numbers. */
function readAll(results: CallResult[], peer: string, now: Date): SendOutcome {
  const outcomes = results.map(result =>
    'error' in result ? readFailure(result.error, now) : readSent(result.answer, peer, now),
  );
  const failed = outcomes.find(({ kind }) => kind !== 'sent');
  if (failed || outcomes.length === 0) return failed ?? nothing;
  const ids = outcomes.flatMap(outcome => (outcome.kind === 'sent' && outcome.externalId ? [outcome.externalId] : []));
  const [externalId] = ids;
  return { kind: 'sent', ...(externalId && { externalId }), ...(ids.length > 1 && { externalIds: ids }) };
}

function withUploads(outcome: SendOutcome, uploads: Upload[]): SendOutcome {
  return outcome.kind === 'sent' && uploads.length > 0 ? { ...outcome, uploads } : outcome;
}

function isRefusedReference(result: CallResult): boolean {
  return 'error' in result && result.error instanceof APIError && refusedReferences.has(Number(result.error.code));
}

function forget({ known }: Sending, attachments: OutgoingAttachment[]): void {
  for (const attachment of attachments) known.delete(keyOf(attachment));
}

function withoutReferences(parcel: Parcel): Parcel {
  const { replyTo: _replyTo, ...message } = parcel.message;
  const attachments = message.attachments?.map(({ ref: _ref, ...file }): OutgoingAttachment => file) ?? [];
  return { ...parcel, message: { ...message, attachments } };
}
