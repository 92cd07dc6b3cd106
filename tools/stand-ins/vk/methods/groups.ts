import { flagOf, integerOf, type Params, textOf } from '../../shared/params.ts';
import { eventTypes } from '../events.ts';
import { invalidParameter, VkError } from '../vk-error.ts';
import { type Call, checkGroup, type Methods, required, requiredInteger } from './call.ts';

const mostServers = 10;
const longestTitle = 14;
const longestSecret = 50;

/** groups.*: the community itself, its Long Poll and its Callback servers. */
export const groupMethods: Methods = {
  'groups.getById': ({ world }) => ({
    groups: [
      {
        ...world.group,
        is_closed: 0,
        type: 'page',
        photo_50: `${world.url}/avatars/50.jpg`,
        photo_100: `${world.url}/avatars/100.jpg`,
        photo_200: `${world.url}/avatars/200.jpg`,
      },
    ],
    profiles: [],
  }),
  'groups.getLongPollServer': call => {
    checkGroup(call);
    if (!call.longPoll.enabled) throw invalidParameter('longpoll for this group is not enabled');
    const { key, ts } = call.longPoll.credentials();
    return { key, server: `${call.world.url}/lp/${call.world.group.id}`, ts };
  },
  'groups.getLongPollSettings': call => {
    checkGroup(call);
    const { enabled, events } = call.longPoll;
    return { is_enabled: enabled, api_version: '5.199', events: told(events) };
  },
  'groups.setLongPollSettings': call => {
    checkGroup(call);
    const { longPoll, params } = call;
    checkVersion(params);
    const enabled = integerOf(params, 'enabled');
    if (enabled !== undefined) longPoll.enabled = enabled === 1;
    choose(longPoll.events, params);
    return 1;
  },
  'groups.getSettings': call => {
    checkGroup(call);
    const { bots_capabilities, bots_start_button } = call.world.settings;
    return {
      title: call.world.group.name,
      address: call.world.group.screen_name,
      bots_capabilities: Number(bots_capabilities),
      bots_start_button: Number(bots_start_button),
      bots_add_to_chat: 0,
    };
  },
  'groups.setSettings': call => {
    checkGroup(call);
    for (const name of ['messages', 'bots_capabilities', 'bots_start_button'] as const) {
      const value = textOf(call.params, name);
      if (value !== '') call.world.settings[name] = flagOf(call.params, name);
    }
    return 1;
  },
  'groups.getTokenPermissions': ({ permissions }) => {
    const settings = [...permissions].map(name => ({ name, setting: bits[name] ?? 0 }));
    return { mask: settings.reduce((mask, { setting }) => mask | setting, 0), settings };
  },
  'groups.getCallbackConfirmationCode': call => {
    checkGroup(call);
    return { code: call.callbacks.confirmationCode };
  },
  'groups.getCallbackServers': call => {
    checkGroup(call);
    const items = call.callbacks.list.map(({ id, title, url, secret, status }) => ({
      id,
      title,
      creator_id: 1,
      url,
      secret_key: secret,
      status,
    }));
    return { count: items.length, items };
  },
  'groups.addCallbackServer': call => {
    checkGroup(call);
    const server = readServer(call.params);
    if (call.callbacks.list.length >= mostServers) throw new VkError(2000);
    return { server_id: call.callbacks.add(server) };
  },
  'groups.editCallbackServer': call => {
    checkGroup(call);
    const server = readServer(call.params);
    if (!call.callbacks.edit(requiredInteger(call.params, 'server_id'), server)) throw invalidParameter('server_id is invalid');
    return 1;
  },
  'groups.deleteCallbackServer': call => {
    checkGroup(call);
    if (!call.callbacks.remove(requiredInteger(call.params, 'server_id'))) throw invalidParameter('server_id is invalid');
    return 1;
  },
  'groups.getCallbackSettings': call => {
    const { version, events } = findServer(call);
    return { api_version: version, events: told(events) };
  },
  'groups.setCallbackSettings': call => {
    const server = findServer(call);
    checkVersion(call.params);
    server.version = textOf(call.params, 'api_version') || server.version;
    choose(server.events, call.params);
    return 1;
  },
};

/** Rights of a community token (https://dev.vk.com/ru/reference/access-rights). */
const bits: Record<string, number> = { photos: 4, messages: 4096, docs: 131_072, manage: 262_144 };

function told(events: Set<string>): Record<string, number> {
  return Object.fromEntries(eventTypes.map(type => [type, events.has(type) ? 1 : 0]));
}

function choose(events: Set<string>, params: Params): void {
  for (const type of eventTypes) {
    const value = textOf(params, type);
    if (value === '1') events.add(type);
    else if (value === '0') events.delete(type);
    else if (value !== '') throw invalidParameter(`${type} should be 0 or 1`);
  }
}

function findServer(call: Call) {
  checkGroup(call);
  const id = requiredInteger(call.params, 'server_id');
  const server = call.callbacks.list.find(candidate => candidate.id === id);
  if (!server) throw invalidParameter('server_id is invalid');
  return server;
}

function readServer(params: Params): { title: string; url: string; secret: string } {
  const [url, title] = [required(params, 'url'), required(params, 'title')];
  const secret = textOf(params, 'secret_key');
  if (!/^https?:\/\//.test(url)) throw invalidParameter('url is invalid');
  if (title.length > longestTitle) throw invalidParameter(`title should be less or equal to ${longestTitle} characters`);
  if (secret.length > longestSecret) throw invalidParameter(`secret_key should be less or equal to ${longestSecret} characters`);
  return { title, url, secret };
}

function checkVersion(params: Params): void {
  const version = textOf(params, 'api_version');
  if (version !== '' && !/^5\.\d{1,3}$/.test(version)) throw invalidParameter('api_version is invalid');
}
