import type { Clock } from '../../../src/lib/clock.ts';
import type { PressAnswer } from '../shared/customer.ts';
import type { Mailbox, Received, ReceivedButton } from '../shared/mailbox.ts';

export interface VkGroup {
  id: number;
  name: string;
  screen_name: string;
}

export interface VkUser {
  id: number;
  first_name: string;
  last_name: string;
  domain: string;
  sex: number;
  bdate?: string;
  city?: { id: number; title: string };
}

export interface VkMessage {
  id: number;
  date: number;
  from_id: number;
  peer_id: number;
  out: 0 | 1;
  text: string;
  conversation_message_id: number;
  random_id: number;
  attachments: Record<string, unknown>[];
  [more: string]: unknown;
}

/** What stands between the community and a person; the errors of each are in refusals below. */
export type VkAccess = 'never' | 'allowed' | 'denied' | 'private' | 'blacklisted' | 'deleted';

export const refusals: Record<Exclude<VkAccess, 'allowed'>, number> = {
  never: 901,
  denied: 901,
  private: 902,
  blacklisted: 900,
  deleted: 18,
};

/** One person's dialog with the community. */
export interface Dialog {
  user: VkUser;
  access: VkAccess;
  lastCmid: number;
  messages: Map<number, VkMessage>;
  /** What the community sent, newest last, for the comparison of random_id. */
  sent: { id: number; cmid: number; at: number; randomId: number }[];
  mailbox: Mailbox;
  received: Map<number, Received>;
  keyboard: { rows: ReceivedButton[][]; oneTime: boolean };
  actions: string[];
  callbackAnswers: PressAnswer[];
}

export interface StoredFile {
  kind: string;
  name: string;
  mime: string;
  content: Buffer;
}

/** Everything that VK would remember about one community. */
export interface VkWorld {
  clock: Clock;
  group: VkGroup;
  /** Where the stand-in listens; known once it does. */
  url: string;
  dialogs: Map<number, Dialog>;
  /** Messages by their id in the community. */
  messages: Map<number, VkMessage>;
  lastMessageId: number;
  /** Presses of callback buttons that wait for an answer. */
  presses: Map<string, { userId: number; at: number }>;
  /** Files behind URLs, by path. */
  files: Map<string, StoredFile>;
  /** What was uploaded and not saved yet, by hash. */
  uploads: Map<string, StoredFile>;
  /** What may be attached: `photo-1_2` → file. */
  attachments: Map<string, StoredFile>;
  /** The same, as messages show it: `photo-1_2` → the photo. */
  objects: Map<string, Record<string, unknown>>;
  /** The community's settings of messages. */
  settings: {
    messages: boolean;
    bots_capabilities: boolean;
    bots_start_button: boolean;
    /** Where files are uploaded to, as VK does it on hosts of their own; here unless told. */
    uploadRoot?: string;
  };
  lastObjectId: number;
  emit(type: string, object: unknown): void;
}

const keptPerDialog = 1000;

export function createVkWorld(clock: Clock, group: VkGroup): VkWorld {
  return {
    clock,
    group,
    url: '',
    dialogs: new Map(),
    messages: new Map(),
    lastMessageId: 3100,
    presses: new Map(),
    files: new Map(),
    uploads: new Map(),
    attachments: new Map(),
    objects: new Map(),
    settings: { messages: true, bots_capabilities: true, bots_start_button: false },
    lastObjectId: 457_240_000,
    emit: () => {},
  };
}

/** Writes a message into a dialog under the next ids. */
export function addVkMessage(world: VkWorld, dialog: Dialog, from: number, content: Partial<VkMessage>): VkMessage {
  world.lastMessageId += 1;
  dialog.lastCmid += 1;
  const message: VkMessage = {
    date: unixTime(world.clock),
    from_id: from,
    id: world.lastMessageId,
    version: 10_000_000 + world.lastMessageId,
    out: from < 0 ? 1 : 0,
    fwd_messages: [],
    important: false,
    is_hidden: false,
    attachments: [],
    conversation_message_id: dialog.lastCmid,
    text: '',
    peer_id: dialog.user.id,
    random_id: 0,
    ...content,
  };
  dialog.messages.set(message.conversation_message_id, message);
  world.messages.set(message.id, message);
  forgetOldest(world, dialog);
  return message;
}

function forgetOldest(world: VkWorld, dialog: Dialog): void {
  if (dialog.messages.size <= keptPerDialog) return;
  for (const [cmid, message] of dialog.messages) {
    dialog.messages.delete(cmid);
    dialog.received.delete(cmid);
    world.messages.delete(message.id);
    return;
  }
}

export const unixTime = (clock: Clock) => Math.floor(clock.now().getTime() / 1000);
