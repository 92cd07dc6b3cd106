import type { Outgoing, SendOutcome } from '../../src/messages/index.ts';
import type { Sent } from './read-sent.ts';
import { needsKeyboardRemoval, render } from './render.ts';
import { type Refused, type Sending, sendCall } from './send-call.ts';

/** Sends one message. A doubt about a part of it is a doubt about the whole, so that nothing is sent twice. */
export async function send(sending: Sending, chat: string, message: Outgoing): Promise<SendOutcome> {
  if (needsKeyboardRemoval(message)) {
    const refused = await takeKeyboardAway(sending, chat);
    if (refused) return refused;
  }
  const parts: Sent[] = [];
  let spoken: Sent | undefined;
  for (const call of render(chat, message)) {
    const outcome = await sendCall(sending, call);
    if (outcome.kind !== 'sent') return parts.length === 0 ? outcome : afterPart(outcome);
    parts.push(outcome);
    if (call.words) spoken = outcome;
  }
  return parts.length === 0 ? { kind: 'broken', reason: 'There is nothing to send' } : describe(parts, spoken);
}

/** Of several messages the one with the words stands for the whole. */
function describe(parts: Sent[], spoken: Sent | undefined): SendOutcome {
  const ids = parts.flatMap(part => part.ids);
  const uploads = parts.flatMap(part => part.uploads);
  const externalId = (spoken ?? parts.at(-1))?.ids[0];
  return {
    kind: 'sent',
    ...(externalId !== undefined && { externalId }),
    ...(ids.length > 1 && { externalIds: ids }),
    ...(uploads.length > 0 && { uploads }),
  };
}

/**
 * A message either takes a keyboard away or has buttons, so a message for the first is sent and deleted at once. As long as only this one
 * is in doubt, everything may be tried again.
 */
async function takeKeyboardAway(sending: Sending, chat: string): Promise<Refused | undefined> {
  const fields = { chat_id: chat, text: '…', disable_notification: true, reply_markup: { remove_keyboard: true } };
  const outcome = await sendCall(sending, { method: 'sendMessage', fields });
  if (outcome.kind === 'unknown') return { kind: 'retry', reason: outcome.reason };
  if (outcome.kind !== 'sent') return outcome;
  await sending.api('deleteMessage', { chat_id: chat, message_id: Number(outcome.ids[0]) }).catch(() => undefined);
  return undefined;
}

/** What has become of a message of which a part has arrived. */
function afterPart(outcome: Refused): Refused {
  if (outcome.kind === 'later' || outcome.kind === 'retry' || outcome.kind === 'account') {
    return { kind: 'unknown', reason: `Only a part of the message arrived: ${outcome.reason}` };
  }
  return outcome;
}
