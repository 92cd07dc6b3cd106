import { z } from 'zod';
import type { ChangeOutcome, Outgoing } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { attach, type Sending } from './attach.ts';
import { keepAttachments, type SentMessage, sentSchema } from './keep-parts.ts';
import { describe, isUnauthorized, readFailure } from './read-failure.ts';
import { render } from './render.ts';

/**
 * Changes the words and the buttons of a message of ours. VK replaces a message whole, so its files and its place are taken over from it
 * as it is now, unless others are told. VK allows it for 24 hours (https://dev.vk.com/ru/method/messages.edit).
 */
export async function editMessage(sending: Sending, peer: string, externalId: string, message: Outgoing): Promise<ChangeOutcome> {
  const { api } = sending;
  return change(sending, async () => {
    const [sent] = await findMessages(api, [externalId]);
    if (!sent) return gone;
    const { texts, keyboard } = render(message);
    if (texts.length > 1) return { kind: 'refused', reason: 'The new text does not fit into one message.' };
    const attached = message.attachments ? await attach(sending, peer, message.attachments) : { names: keepAttachments(sent) };
    if ('kind' in attached) return asChange(attached);
    await api('messages.edit', {
      peer_id: peer,
      message_id: externalId,
      message: texts[0],
      attachment: attached.names.join(',') || undefined,
      keyboard: inlineOnly(keyboard),
      ...placeOf(message, sent),
      keep_forward_messages: 1,
      keep_snippets: 1,
      disable_mentions: 1,
    });
    return { kind: 'done' };
  });
}

const deletedSchema = z.union([
  z.record(z.string(), z.union([z.number(), z.looseObject({})])).transform(entries => Object.values(entries)),
  z.array(z.looseObject({ response: z.number().optional() })).transform(items => items.map(({ response }) => response ?? 0)),
]);

/** Takes messages of ours back, on the customer's side too; those that are gone already count as taken back. VK allows it for 24 hours (https://dev.vk.com/ru/method/messages.delete). */
export async function removeMessages(sending: Pick<Sending, 'api' | 'clock'>, externalIds: string[]): Promise<ChangeOutcome> {
  return change(sending, async () => {
    const answer = await sending.api('messages.delete', { message_ids: externalIds.join(','), delete_for_all: 1 });
    const found = deletedSchema.parse(answer);
    if (found.length >= externalIds.length && found.every(one => one === 1)) return { kind: 'done' };
    const left = await findMessages(sending.api, externalIds);
    return left.length === 0 ? { kind: 'done' } : { kind: 'refused', reason: 'VK did not take this message back.' };
  });
}

const gone: ChangeOutcome = { kind: 'refused', reason: 'VK does not have this message any more.' };

async function findMessages(api: CallApi, ids: string[]): Promise<SentMessage[]> {
  const answer = z.object({ items: z.array(sentSchema) }).parse(await api('messages.getById', { message_ids: ids.join(',') }));
  return answer.items;
}

async function change({ clock }: Pick<Sending, 'clock'>, work: () => Promise<ChangeOutcome>): Promise<ChangeOutcome> {
  try {
    return await work();
  } catch (error) {
    if (isUnauthorized(error)) return { kind: 'account', reason: describe(error) };
    return asChange(readFailure(error, clock.now()));
  }
}

function asChange(outcome: ReturnType<typeof readFailure>): ChangeOutcome {
  if (outcome.kind === 'later' || outcome.kind === 'retry') return outcome;
  return { kind: 'refused', reason: 'reason' in outcome ? outcome.reason : outcome.kind };
}

/** What stands in place of the phone's keyboard belongs to the dialog and cannot be changed with a message. */
function inlineOnly(keyboard: string | undefined): string | undefined {
  return keyboard?.includes('"inline":true') ? keyboard : undefined;
}

function placeOf({ location }: Outgoing, { geo }: SentMessage): { lat?: number; long?: number } {
  const place = location ?? geo?.coordinates;
  return place ? { lat: place.latitude, long: place.longitude } : {};
}
