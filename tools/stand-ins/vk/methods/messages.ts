import { flagOf, integerOf, isRecord, listOf, type Params, textOf } from '../../shared/params.ts';
import { invalidParameter, VkError } from '../vk-error.ts';
import { type Dialog, unixTime, type VkMessage, type VkWorld } from '../world.ts';
import { type Call, checkGroup, type Methods, required, requiredInteger } from './call.ts';
import { fieldsOf, filesOf, readContent, sendMessage } from './messages-send.ts';

const daySeconds = 86_400;
const pressMs = 60_000;
const longestEventData = 1000;
const longestSnackbar = 90;

/** messages.* as a community token may call them. */
export const messageMethods: Methods = {
  'messages.send': sendMessage,
  'messages.edit': editMessage,
  'messages.delete': deleteMessages,
  'messages.getById': ({ world, params }) => {
    required(params, 'message_ids');
    return listed(listOf(params, 'message_ids').map(id => world.messages.get(Number(id))));
  },
  'messages.getByConversationMessageId': ({ world, params }) => {
    const dialog = findDialog(world, params);
    required(params, 'conversation_message_ids');
    return listed(listOf(params, 'conversation_message_ids').map(id => dialog.messages.get(Number(id))));
  },
  'messages.markAsRead': ({ world, params }) => {
    findDialog(world, params);
    return 1;
  },
  'messages.setActivity': ({ world, params }) => {
    const type = required(params, 'type');
    if (!['typing', 'audiomessage', 'photo', 'video', 'file'].includes(type)) throw invalidParameter('type is invalid');
    const name = textOf(params, 'peer_id') === '' ? 'user_id' : 'peer_id';
    findDialog(world, params, name).actions.push(type);
    return 1;
  },
  'messages.isMessagesFromGroupAllowed': call => {
    checkGroup(call);
    const dialog = call.world.dialogs.get(requiredInteger(call.params, 'user_id'));
    return { is_allowed: dialog?.access === 'allowed' ? 1 : 0 };
  },
  'messages.sendMessageEventAnswer': answerPress,
};

function findDialog(world: VkWorld, params: Params, name = 'peer_id'): Dialog {
  const dialog = world.dialogs.get(requiredInteger(params, name));
  if (!dialog) throw invalidParameter(`${name} is invalid`);
  return dialog;
}

function listed(messages: (VkMessage | undefined)[]) {
  const items = messages.filter(message => message !== undefined);
  return { count: items.length, items };
}

function editMessage({ world, params }: Call): 1 {
  const dialog = findDialog(world, params);
  const byId = world.messages.get(integerOf(params, 'message_id') ?? -1);
  const message = byId ?? dialog.messages.get(integerOf(params, 'conversation_message_id') ?? integerOf(params, 'cmid') ?? -1);
  if (!message) throw invalidParameter('message_id or conversation_message_id is invalid');
  if (message.out !== 1) throw new VkError(920);
  if (unixTime(world.clock) - message.date > daySeconds) throw new VkError(909);
  const content = readContent(world, params);
  if (content.keyboard && !content.keyboard.inline)
    throw new VkError(911, 'Keyboard format is invalid: only inline ones can be edited');
  delete message.keyboard;
  delete message.geo;
  Object.assign(message, fieldsOf(world, content), { update_time: unixTime(world.clock) });
  const received = dialog.received.get(message.conversation_message_id);
  if (received) {
    Object.assign(received, {
      text: message.text,
      buttons: content.keyboard?.rows ?? [],
      files: filesOf(world, content),
      raw: { ...message },
    });
    received.edits += 1;
    dialog.mailbox.changed(received);
  }
  world.emit('message_edit', message);
  return 1;
}

/** By ids in the community, or by ids in the dialog (`cmids` with `peer_id`), which answer in another shape. */
function deleteMessages({ world, params }: Call): unknown {
  const cmids = listOf(params, 'cmids');
  if (cmids.length > 0) {
    const dialog = findDialog(world, params);
    return cmids.map(id => {
      const message = dialog.messages.get(Number(id));
      if (message) remove(world, message, params);
      return { peer_id: dialog.user.id, conversation_message_id: Number(id), response: message ? 1 : 0 };
    });
  }
  required(params, 'message_ids');
  const ids = listOf(params, 'message_ids');
  return Object.fromEntries(
    ids.map(id => {
      const message = world.messages.get(Number(id));
      if (message) remove(world, message, params);
      return [id, message ? 1 : 0];
    }),
  );
}

/** For everybody only what the community itself wrote, within a day; without `delete_for_all` the customer keeps it. */
function remove(world: VkWorld, message: VkMessage, params: Params): void {
  const dialog = world.dialogs.get(message.peer_id);
  const forAll = flagOf(params, 'delete_for_all');
  if (forAll && (message.out !== 1 || unixTime(world.clock) - message.date > daySeconds)) throw new VkError(924);
  world.messages.delete(message.id);
  dialog?.messages.delete(message.conversation_message_id);
  const received = dialog?.received.get(message.conversation_message_id);
  if (received && forAll) received.deleted = true;
}

/** Once, within a minute of the press. */
function answerPress({ world, params }: Call): 1 {
  const id = required(params, 'event_id');
  const userId = requiredInteger(params, 'user_id');
  const dialog = findDialog(world, params);
  const press = world.presses.get(id);
  const data = readEventData(textOf(params, 'event_data'));
  if (!press || press.userId !== userId || world.clock.now().getTime() - press.at > pressMs)
    throw invalidParameter('event_id is invalid');
  world.presses.delete(id);
  const { text, link } = data;
  const answer = { alert: false, ...(typeof text === 'string' && { text }), ...(typeof link === 'string' && { url: link }) };
  dialog.callbackAnswers.push(answer);
  dialog.mailbox.waiting.notify();
  return 1;
}

function readEventData(json: string): Record<string, unknown> {
  if (json === '') return {};
  if (json.length > longestEventData) throw invalidParameter('event_data is too long');
  const data = parse(json);
  if (data.type === 'show_snackbar') {
    if (typeof data.text !== 'string' || data.text === '' || data.text.length > longestSnackbar)
      throw invalidParameter('event_data: text is invalid');
  } else if (data.type === 'open_link') {
    if (typeof data.link !== 'string' || !/^https?:\/\//.test(data.link)) throw invalidParameter('event_data: link is invalid');
  } else if (data.type !== 'open_app') {
    throw invalidParameter('event_data: type is invalid');
  }
  return data;
}

function parse(json: string): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(json);
    if (isRecord(data)) return data;
  } catch {
    // Told below.
  }
  throw invalidParameter('event_data is not valid json');
}
