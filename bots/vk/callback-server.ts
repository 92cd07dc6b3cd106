import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { apiVersion, type CallApi } from './api.ts';
import { eventSwitches } from './needed-events.ts';

/** At most 14 characters. */
const title = 'Kartoteka';
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
  /** Where VK finds our door; without it ours is recognised by its title. */
  url: string | undefined;
  secret?: string;
}

/** The address of the door that `routes` are, below the program's own. */
export function callbackUrl(publicUrl: string | undefined): string | undefined {
  return publicUrl && `${publicUrl.replace(/\/+$/, '')}/webhooks/vk`;
}

export async function findServer({ api, group, url }: CallbackAddress): Promise<CallbackServer | undefined> {
  const { items } = serversSchema.parse(await api('groups.getCallbackServers', { group_id: group }));
  return items.find(server => (url ? server.url === url : server.title === title));
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
  const server = await findServer(address);
  if (!server) return undefined;
  await switchEvents(address, server, true);
  return await settled(address, server);
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
