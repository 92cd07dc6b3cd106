import { APIError } from 'vk-io';
import { z } from 'zod';
import type { SetupCheck } from '../../src/messages/index.ts';
import { apiVersion, type CallApi } from './api.ts';
import { findServer, readSettings } from './callback-server.ts';
import { eventSettings, flag, neededEvents } from './needed-events.ts';
import { codeOf } from './read-failure.ts';
import { readGroup } from './read-group.ts';

export interface Inspecting {
  api: CallApi;
  transport: 'longpoll' | 'callback';
  /** The community that the settings name. */
  groupId?: string;
  /** Where VK has to find us, with the transport `callback`. */
  url: string | undefined;
  /** Whether VK refused a keyboard of late: it shows what a token without `manage` may not ask. */
  refusesKeyboards: boolean;
}

/** Rights of a community's token, and their bits where they are told as a mask (https://dev.vk.com/ru/reference/access-rights). */
const rights = { messages: 4096, photos: 4, docs: 131_072, manage: 262_144 };

const named = z.array(z.looseObject({ name: z.string() })).default([]);
const permissionsSchema = z.object({ mask: z.number().default(0), settings: named, permissions: named });
const settingsSchema = z.object({ bots_capabilities: flag });
const longPollSchema = eventSettings.extend({ is_enabled: flag });

/** Asks VK about each thing that has to be right. Nothing is changed; the names and their order depend on the transport alone. */
export async function inspect(inspecting: Inspecting): Promise<SetupCheck[]> {
  const { api, groupId } = inspecting;
  const group = await ask(() => readGroup(api));
  if ('problem' in group)
    return [group.isRefusal ? wrong('token', group.problem) : unknown('token', group.problem), ...rest(inspecting)];
  const { id, name } = group.value;
  const token: SetupCheck = { name: 'token', state: 'ok', found: name };
  const isOurs = groupId === undefined || groupId === id;
  const belongs: SetupCheck = { name: 'group', state: isOurs ? 'ok' : 'wrong', found: `${name} (${id})` };
  if (!isOurs) return [token, belongs, ...rest(inspecting).slice(1)];
  return [
    token,
    belongs,
    ...(await inspectRights(api)),
    await inspectBots(inspecting, id),
    ...(await inspectWay(inspecting, id)),
  ];
}

/** Everything behind a token or a community that is wrong. */
function rest({ transport }: Inspecting): SetupCheck[] {
  const names = ['group', ...Object.keys(rights).map(right => `rights.${right}`), 'bots', transport, ...eventNames];
  return names.map(name => unknown(name));
}

const eventNames = neededEvents.map(type => `event.${type}`);

async function inspectRights(api: CallApi): Promise<SetupCheck[]> {
  const told = await ask(async () => permissionsSchema.parse(await api('groups.getTokenPermissions')));
  return Object.entries(rights).map(([right, bit]) => {
    const name = `rights.${right}`;
    if ('problem' in told) return unknown(name, told.problem);
    const { mask, settings, permissions } = told.value;
    const has = [...settings, ...permissions].some(setting => setting.name === right) || (mask & bit) !== 0;
    return { name, state: has ? 'ok' : 'wrong' };
  });
}

async function inspectBots({ api, refusesKeyboards }: Inspecting, group: string): Promise<SetupCheck> {
  const told = await ask(async () => settingsSchema.parse(await api('groups.getSettings', { group_id: group })));
  if ('problem' in told) return refusesKeyboards ? wrong('bots') : unknown('bots', told.problem);
  return { name: 'bots', state: told.value.bots_capabilities ? 'ok' : 'wrong' };
}

/** The way that events come, and whether each kind comes by it. */
async function inspectWay(inspecting: Inspecting, group: string): Promise<SetupCheck[]> {
  const { api, transport } = inspecting;
  const told = await ask(() => (transport === 'longpoll' ? readLongPoll(api, group) : readCallback(inspecting, group)));
  if ('problem' in told) return [transport, ...eventNames].map(name => unknown(name, told.problem));
  const { way, events } = told.value;
  const checks = neededEvents.map((type): SetupCheck => {
    if (!events) return unknown(`event.${type}`);
    return { name: `event.${type}`, state: isOn(events[type]) ? 'ok' : 'wrong' };
  });
  return [way, ...checks];
}

interface Way {
  way: SetupCheck;
  /** By kind; absent where there is nothing to ask. */
  events?: Record<string, unknown>;
}

async function readLongPoll(api: CallApi, group: string): Promise<Way> {
  const { is_enabled, api_version, events } = longPollSchema.parse(await api('groups.getLongPollSettings', { group_id: group }));
  const isRight = is_enabled && api_version === apiVersion;
  return { way: { name: 'longpoll', state: isRight ? 'ok' : 'wrong', ...(is_enabled && { found: api_version }) }, events };
}

async function readCallback({ api, url }: Inspecting, group: string): Promise<Way> {
  const server = await findServer({ api, group, url });
  if (!server) return { way: wrong('callback', url) };
  const { api_version, events } = await readSettings({ api, group }, server);
  const isRight = server.status === 'ok' && api_version === apiVersion;
  return {
    way: { name: 'callback', state: isRight ? 'ok' : 'wrong', found: `${server.url} ${server.status} ${api_version}` },
    events,
  };
}

function isOn(value: unknown): boolean {
  return value === 1 || value === true;
}

type Told<T> = { value: T } | { problem: string; isRefusal: boolean };

async function ask<T>(question: () => Promise<T>): Promise<Told<T>> {
  try {
    return { value: await question() };
  } catch (error) {
    if (error instanceof APIError) return { problem: error.message, isRefusal: true };
    return { problem: codeOf(error), isRefusal: false };
  }
}

function wrong(name: string, found?: string): SetupCheck {
  return { name, state: 'wrong', ...(found && { found }) };
}

function unknown(name: string, found?: string): SetupCheck {
  return { name, state: 'unknown', ...(found && { found }) };
}
