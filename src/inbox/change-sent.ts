import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import {
  addressOf,
  type Capabilities,
  getMessage,
  isChanging,
  type Messenger,
  type MessengerName,
  queueChange,
  type StoredMessage,
} from '../messages/index.ts';

const hourMs = 60 * 60 * 1000;

interface Doing {
  by: string;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  clock: Clock;
}

/** What can be done with a message of ours that was sent. `late`: what the messenger no longer allows, after how many hours. */
export interface Changes {
  edit: boolean;
  remove: boolean;
  late?: { what: 'edit' | 'remove' | 'both'; hours: number };
}

/** Whether, and how, a message of ours can still be changed or taken back, as far as we know; the messenger has the last word. */
export function changesOf(
  message: StoredMessage,
  messenger: Pick<Messenger, 'edit' | 'remove' | 'capabilities'> | undefined,
  now: Date,
): Changes {
  const { author, delivery, externalId, removed, event } = message;
  const ours = author.kind === 'bot' || author.kind === 'staff';
  const there = ours && !event && delivery?.state === 'sent' && externalId !== undefined && !removed && !isGoing(message);
  if (!there || !messenger) return { edit: false, remove: false };
  const { edit, delete: remove, editHours = Infinity, deleteHours = Infinity } = messenger.capabilities;
  const hours = (now.getTime() - (delivery?.sentAt ?? message.at).getTime()) / hourMs;
  const could = {
    edit: edit && messenger.edit !== undefined && message.location === undefined && message.text !== '',
    remove: remove && messenger.remove !== undefined,
  };
  const late = { edit: could.edit && hours >= editHours, remove: could.remove && hours >= deleteHours };
  const what = late.edit && late.remove ? 'both' : late.remove ? 'remove' : late.edit ? 'edit' : undefined;
  return {
    edit: could.edit && !late.edit,
    remove: could.remove && !late.remove,
    ...(what && { late: { what, hours: what === 'edit' ? editHours : deleteHours } }),
  };
}

/** Queues other words for a message that was sent; the history gets them, and keeps the old ones, once the messenger has. Throws what `Desk.edit` promises. */
export async function editSent(id: string, text: string, { by, messengers, clock }: Doing): Promise<StoredMessage> {
  const { message, messenger } = await sentMessage(id, messengers);
  if (!changesOf(message, messenger, clock.now()).edit) throw notChangeable(id);
  const words = text.trim();
  if (words === '')
    throw new AppError('inbox.empty_reply', 'Write something. To take a message back, delete it.', { message: id });
  if (words === message.text && !isChanging(message)) return message;
  const most = longest(message, messenger.capabilities);
  if (words.length > most)
    throw new AppError('inbox.edit_too_long', `The messenger takes ${most} characters here.`, { most, length: words.length });
  if (!(await queueChange(message, { what: 'edit', text: words, by, key: newId(), at: clock.now() }))) throw notChangeable(id);
  return message;
}

/** Queues that a message is taken back; the history goes on showing to us what it said. Throws what `Desk.remove` promises. */
export async function removeSent(id: string, { by, messengers, clock }: Doing): Promise<StoredMessage> {
  const { message, messenger } = await sentMessage(id, messengers);
  if (message.removed || isGoing(message)) return message;
  if (!changesOf(message, messenger, clock.now()).remove) throw notChangeable(id);
  if (!(await queueChange(message, { what: 'remove', by, key: newId(), at: clock.now() }))) throw notChangeable(id);
  return message;
}

/** Somebody takes it back already. */
function isGoing(message: StoredMessage): boolean {
  return isChanging(message) && message.change.what === 'remove';
}

async function sentMessage(id: string, messengers: ReadonlyMap<MessengerName, Messenger>) {
  const message = await getMessage(id);
  if (!message) throw notChangeable(id);
  const { messenger: name, account } = addressOf(message.conversation);
  const messenger = messengers.get(name);
  if (messenger?.account !== account)
    throw new AppError('inbox.no_messenger', `The messenger ${name} is off.`, { conversation: message.conversation });
  return { message, messenger };
}

function longest({ attachments }: StoredMessage, { captionLength, textLength }: Capabilities): number {
  return attachments ? captionLength : textLength;
}

function notChangeable(message: string): AppError {
  return new AppError('inbox.not_changeable', 'This message cannot be changed or taken back.', { message });
}
