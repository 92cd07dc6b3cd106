import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { apiVersion, type CallApi } from './api.ts';
import { eventSettings, eventSwitches, flag } from './needed-events.ts';

/** At most 14 characters. */
const title = 'Kartoteka';
const path = '/webhooks/vk';
/** How long VK may take to ask our address for the code, in seconds. */
const patience = 15;

const serversSchema = z.object({
  items: z.array(
    z.looseObject({
      id: z.number().int(),
      title: z.string().default(''),
      url: z.string().default(''),
      secret_key: z.string().default(''),
      status: z.string(),
    }),
  ),
});
export type CallbackServer = z.infer<typeof serversSchema>['items'][number];

export interface CallbackAddress {
  api: CallApi;
  group: string;
  /** Where VK finds our door; without it ours is recognised by its title or its path. */
  url: string | undefined;
  secret?: string;
}

/** The address of the door that `routes` are, below the program's own. */
export function callbackUrl(publicUrl: string | undefined): string | undefined {
  return publicUrl && publicUrl.replace(/\/+$/, '') + path;
}

export async function findServer(address: CallbackAddress): Promise<CallbackServer | undefined> {
  return (await findServers(address))[0];
}

async function findServers({ api, group, url }: CallbackAddress): Promise<CallbackServer[]> {
  const { items } = serversSchema.parse(await api('groups.getCallbackServers', { group_id: group }));
  return items
    .filter(server => (url ? server.url === url : server.title === title || server.url.endsWith(path)))
    .toSorted((a, b) => a.id - b.id);
}

/**
 * Makes VK push all the events that we need to our address, and answers with the server as VK sees it then: its status is `ok` when our
 * door answered with the confirmation code. Rejects like the calls it makes.
 */
export async function ensureServer(
  address: CallbackAddress & { url: string; clock: Clock; signal?: AbortSignal },
): Promise<CallbackServer | undefined> {
  const { api, group, url, secret } = address;
  const fields = { group_id: group, url, title, ...(secret && { secret_key: secret }) };
  const found = await findServer(address);
  const isRight = found && (!secret || found.secret_key === secret);
  if (!found) await api('groups.addCallbackServer', fields);
  // Being edited makes VK ask for the code once more.
  else if (!isRight || found.status !== 'ok') await api('groups.editCallbackServer', { ...fields, server_id: found.id });
  const [server, ...others] = await findServers(address);
  if (!server) return undefined;
  // Processes that began together may each have added it; all of them keep the first.
  for (const { id } of others) await api('groups.deleteCallbackServer', { group_id: group, server_id: id });
  await switchEvents(address, server, true);
  return await settled(address, server);
}

/** Whether VK pushes messages to our address. */
export async function pushes(address: CallbackAddress): Promise<boolean> {
  const server = await findServer(address);
  if (server?.status !== 'ok') return false;
  const { events } = await readSettings(address, server);
  return flag.catch(false).parse(events.message_new);
}

/** What VK pushes to a server, by kind, and in the form of which version. */
export async function readSettings({ api, group }: Pick<CallbackAddress, 'api' | 'group'>, { id }: CallbackServer) {
  return eventSettings.parse(await api('groups.getCallbackSettings', { group_id: group, server_id: id }));
}

/** Makes VK push all the events that we need through a server that the owner entered by hand. */
export async function chooseEvents(address: CallbackAddress): Promise<void> {
  const server = await findServer(address);
  if (server) await switchEvents(address, server, true);
}

/** Tells VK to push nothing to our address any more. The server stays: what VK still repeats of earlier events goes on coming. */
export async function silenceServer(address: CallbackAddress): Promise<void> {
  const server = await findServer(address);
  if (server) await switchEvents(address, server, false);
}

async function switchEvents({ api, group }: CallbackAddress, { id }: CallbackServer, on: boolean): Promise<void> {
  await api('groups.setCallbackSettings', { group_id: group, server_id: id, api_version: apiVersion, ...eventSwitches(on) });
}

/** VK asks for the code in its own time; until then the status is `wait`, or still that of the last attempt. */
async function settled(
  address: CallbackAddress & { clock: Clock; signal?: AbortSignal },
  first: CallbackServer,
): Promise<CallbackServer | undefined> {
  let server: CallbackServer | undefined = first;
  for (let i = 0; i < patience && server && server.status !== 'ok' && !address.signal?.aborted; i++) {
    await address.clock.sleep(1000, address.signal);
    server = await findServer(address);
  }
  return server;
}
