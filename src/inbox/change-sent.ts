import { AppError } from '../lib/app-error.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import {
  addressOf,
  type Capabilities,
  type ChangeOutcome,
  getMessage,
  type Messenger,
  type MessengerName,
  markRemoved,
  rewordMessage,
  type StoredMessage,
} from '../messages/index.ts';

/** Whether, and how, a message of ours can still be changed or taken back, as far as we know; the messenger has the last word. */
export function changesOf(
  message: StoredMessage,
  messenger: Pick<Messenger, 'edit' | 'remove' | 'capabilities'> | undefined,
): { edit: boolean; remove: boolean } {
  const { author, delivery, externalId, removed, event } = message;
  const ours = author.kind === 'bot' || author.kind === 'staff';
  const there = ours && !event && delivery?.state === 'sent' && externalId !== undefined && !removed;
  if (!there || !messenger) return { edit: false, remove: false };
  const { edit, delete: remove } = messenger.capabilities;
  return {
    edit: edit && messenger.edit !== undefined && message.location === undefined && message.text !== '',
    remove: remove && messenger.remove !== undefined,
  };
}

/** Changes the words of a message that was sent, there and in the history, which keeps the old ones. Throws what `Desk.edit` promises. */
export async function editSent(
  id: string,
  text: string,
  { by, messengers, clock }: { by: string; messengers: ReadonlyMap<MessengerName, Messenger>; clock: Clock },
): Promise<void> {
  const { message, messenger, externalIds } = await sentMessage(id, messengers);
  const [externalId] = externalIds;
  if (!messenger.edit || !changesOf(message, messenger).edit || externalId === undefined) throw notChangeable(id);
  const words = text.trim();
  if (words === '')
    throw new AppError('inbox.empty_reply', 'Write something. To take a message back, delete it.', { message: id });
  if (words === message.text) return;
  const most = longest(message, messenger.capabilities);
  if (words.length > most)
    throw new AppError('inbox.edit_too_long', `The messenger takes ${most} characters here.`, { most, length: words.length });
  // Files that are not told stay as they are; buttons that are not would go.
  const outgoing = { text: words, ...(message.buttons && { buttons: message.buttons }) };
  mustBeDone(await messenger.edit(addressOf(message.conversation), externalId, outgoing));
  await rewordMessage(message, { text: words, by, key: newId(), now: clock.now() });
}

/** Takes a message back, there and in the history, which goes on showing to us what it said. Throws what `Desk.remove` promises. */
export async function removeSent(
  id: string,
  { by, messengers, clock }: { by: string; messengers: ReadonlyMap<MessengerName, Messenger>; clock: Clock },
): Promise<void> {
  const { message, messenger, externalIds } = await sentMessage(id, messengers);
  if (message.removed) return;
  if (!messenger.remove || !changesOf(message, messenger).remove) throw notChangeable(id);
  mustBeDone(await messenger.remove(addressOf(message.conversation), externalIds));
  await markRemoved(id, { at: clock.now(), by });
}

async function sentMessage(id: string, messengers: ReadonlyMap<MessengerName, Messenger>) {
  const message = await getMessage(id);
  if (!message) throw notChangeable(id);
  const { messenger: name, account } = addressOf(message.conversation);
  const messenger = messengers.get(name);
  if (messenger?.account !== account)
    throw new AppError('inbox.no_messenger', `The messenger ${name} is off.`, { conversation: message.conversation });
  const { externalId, externalIds = externalId === undefined ? [] : [externalId] } = message;
  return { message, messenger, externalIds };
}

function longest({ attachments }: StoredMessage, { captionLength, textLength }: Capabilities): number {
  return attachments ? captionLength : textLength;
}

function mustBeDone(outcome: ChangeOutcome): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'refused':
      throw new AppError('inbox.change_refused', `The messenger does not allow it: ${outcome.reason}`, {
        reason: outcome.reason,
      });
    case 'later':
    case 'retry':
      throw new AppError('inbox.change_later', 'The messenger cannot do it right now. Try again in a minute.', {
        reason: outcome.reason,
      });
    default:
      assertNever(outcome);
  }
}

function notChangeable(message: string): AppError {
  return new AppError('inbox.not_changeable', 'This message cannot be changed or taken back.', { message });
}
