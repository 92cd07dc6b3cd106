import { integerOf, isRecord, jsonOf, type Params, textOf } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import { findChat } from '../chats.ts';
import type { Methods } from './call.ts';

const largestDownload = 20 * 1024 * 1024;
const scopes = [
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
];

/** What a bot is, knows and offers. */
export const settingsMethods: Methods = {
  getme: ({ world }) => ({
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_guest_queries: false,
    supports_join_request_queries: false,
  }),
  getfile: ({ world, params }) => {
    const id = textOf(params, 'file_id');
    if (id === '') throw badRequest('file_id not specified');
    const file = world.files.get(id);
    if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.size > largestDownload) throw badRequest('file is too big');
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size, file_path: file.path };
  },
  setmycommands: ({ world, params }) => {
    const commands = readCommands(params);
    // An empty list takes them away (tdlib/td, set_commands).
    if (commands.length === 0) world.commands.delete(commandsKey(params));
    else world.commands.set(commandsKey(params), commands);
    return true;
  },
  getmycommands: ({ world, params }) => world.commands.get(commandsKey(params)) ?? [],
  deletemycommands: ({ world, params }) => {
    world.commands.delete(commandsKey(params));
    return true;
  },
  setchatmenubutton: ({ world, params }) => {
    const button = read(params, 'menu_button') ?? { type: 'default' };
    const type = isRecord(button) ? button.type : undefined;
    if (!['commands', 'default', 'web_app'].includes(String(type)))
      throw badRequest("can't parse menu button: Type must be one of commands, web_app, default");
    world.menuButtons.set(menuKey(params), button);
    return true;
  },
  getchatmenubutton: ({ world, params }) => world.menuButtons.get(menuKey(params)) ?? { type: 'default' },
  getchat: ({ world, params }) => ({ ...findChat(world, params).info, accent_color_id: 0, max_reaction_count: 11 }),
  getuserprofilephotos: ({ world, params }) => {
    const chat = world.chats.get(Number(textOf(params, 'user_id')));
    if (chat?.info.type !== 'private') throw badRequest('user not found');
    const offset = Math.max(0, integerOf(params, 'offset') ?? 0);
    const limit = Math.min(100, Math.max(1, integerOf(params, 'limit') ?? 100));
    return { total_count: chat.profilePhotos.length, photos: chat.profilePhotos.slice(offset, offset + limit) };
  },
};

const menuKey = (params: Params) => textOf(params, 'chat_id');

function commandsKey(params: Params): string {
  const scope = read(params, 'scope');
  const type = scope === undefined ? 'default' : isRecord(scope) ? String(scope.type) : '';
  if (!scopes.includes(type)) throw badRequest("can't parse BotCommandScope: Unsupported type specified");
  const language = textOf(params, 'language_code');
  if (!/^([a-z]{2})?$/.test(language)) throw badRequest('invalid language code specified');
  return `${type}:${isRecord(scope) ? textOf(scope, 'chat_id') : ''}:${language}`;
}

function readCommands(params: Params): unknown[] {
  const list = read(params, 'commands') ?? [];
  if (!Array.isArray(list)) throw badRequest('expected an Array of BotCommand');
  if (list.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  for (const command of list) {
    if (!isRecord(command)) throw badRequest("can't parse BotCommand: Expected an Object");
    if (!/^\/?[a-z0-9_]{1,32}$/.test(textOf(command, 'command'))) throw badRequest('BOT_COMMAND_INVALID');
    const { length } = textOf(command, 'description');
    if (length < 1 || length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  }
  return list;
}

function read(params: Params, name: string): unknown {
  try {
    return jsonOf(params, name);
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}
