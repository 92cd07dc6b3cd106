import type { VkStandIn } from '../../../tools/stand-ins/index.ts';

/** What an owner does in the settings of the community: enters the address, then chooses the events. */
export async function addCallbackServer(standIn: VkStandIn, { url, secret }: { url: string; secret: string }): Promise<void> {
  const group = { group_id: String(standIn.group.id) };
  await call(standIn, 'groups.addCallbackServer', { ...group, url, title: 'Kartoteka', secret_key: secret });
  const events = { message_new: '1', message_event: '1', message_allow: '1', message_deny: '1' };
  await call(standIn, 'groups.setCallbackSettings', { ...group, server_id: '1', api_version: '5.199', ...events });
}

async function call({ apiBaseUrl, token }: VkStandIn, method: string, params: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({ access_token: token, v: '5.199', ...params });
  const answer = await (await fetch(`${apiBaseUrl}/${method}`, { method: 'POST', body })).text();
  if (answer.includes('"error"')) throw new Error(answer);
}
