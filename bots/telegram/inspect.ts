import { TelegramError } from 'telegraf';
import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import type { SetupCheck } from '../../src/messages/index.ts';
import { type CallApi, officialRoot } from './api.ts';
import { isPublicAddress } from './is-public-address.ts';
import { allowedUpdates } from './poll.ts';
import { isUnauthorized } from './read-failure.ts';
import { codeOf } from './read-problem.ts';
import { describeVersion } from './read-version.ts';
import { type Receiving, webhookAddress } from './set-webhook.ts';
import { pushFault, readWebhookInfo, type WebhookInfo } from './webhook-info.ts';

export interface SetUp extends Receiving {
  api: CallApi;
  token: string;
  apiRoot: string;
  clock: Clock;
}

type Found = Omit<SetupCheck, 'name'>;

const meSchema = z.looseObject({ username: z.string().optional(), first_name: z.string().optional() });
const commandsSchema = z.array(z.object({ command: z.string() }));
const menuSchema = z.object({ type: z.string() });

/** Asks Telegram about each thing that has to be right. `commands` is false where the bot is to have none. */
export async function inspect(setUp: SetUp, commands = true): Promise<SetupCheck[]> {
  const me = await ask(() => setUp.api('getMe'), meSchema);
  if ('failed' in me) return checksOf(setUp, { token: me.failed });
  const [info, menu, button] = await Promise.all([
    ask(() => readWebhookInfo(setUp.api), z.custom<WebhookInfo>()),
    ask(() => setUp.api('getMyCommands'), commandsSchema),
    ask(() => setUp.api('getChatMenuButton'), menuSchema),
  ]);
  return checksOf(setUp, {
    token: { state: 'ok', found: me.told.username ? `@${me.told.username}` : (me.told.first_name ?? '') },
    webhook: 'failed' in info ? info.failed : checkWebhook(setUp, info.told),
    'webhook.reachable': 'failed' in info ? info.failed : checkReach(setUp, info.told),
    updates: 'failed' in info ? info.failed : checkUpdates(info.told),
    commands: 'failed' in menu ? menu.failed : checkCommands(menu.told, commands),
    menu: 'failed' in button ? button.failed : checkButton(button.told),
    version: describeVersion(me.told),
  });
}

const names = ['token', 'webhook', 'webhook.reachable', 'updates', 'commands', 'menu', 'version'] as const;
export type CheckName = (typeof names)[number];

function checksOf({ token }: SetUp, found: Partial<Record<CheckName, Found>>): SetupCheck[] {
  return names.map(name => {
    const check = found[name] ?? { state: 'unknown' };
    return { name, ...check, ...(check.found !== undefined && { found: hide(check.found, token) }) };
  });
}

/** Many programs put the token into the address of their webhook, whole or the secret half of it. */
function hide(found: string, token: string): string {
  const secret = token.split(':')[1];
  return secret ? found.replaceAll(token, '…').replaceAll(secret, '…') : found;
}

async function ask<T>(call: () => Promise<unknown>, schema: z.ZodType<T>): Promise<{ told: T } | { failed: Found }> {
  try {
    return { told: schema.parse(await call()) };
  } catch (error) {
    if (!(error instanceof TelegramError)) return { failed: { state: 'unknown', found: codeOf(error) } };
    return { failed: { state: isUnauthorized(error) ? 'wrong' : 'unknown', found: `${error.code} ${error.description}` } };
  }
}

function checkWebhook(setUp: SetUp, { url, pending_update_count: waiting }: WebhookInfo): Found {
  const wanted = setUp.transport === 'webhook' ? webhookAddress(setUp) : '';
  const found = [url, `pending_update_count: ${waiting}`].filter(Boolean).join(', ');
  return { state: url === wanted ? 'ok' : 'wrong', found };
}

/** Who asks by himself need not be reached. A Bot API server of one's own takes any address. */
function checkReach(setUp: SetUp, info: WebhookInfo): Found {
  if (setUp.transport === 'polling') return { state: 'ok' };
  const address = webhookAddress(setUp);
  if (!address) return { state: 'wrong' };
  const isPossible = setUp.apiRoot !== officialRoot || isPublicAddress(address);
  const fault = pushFault(info, setUp.clock.now());
  return isPossible && !fault ? { state: 'ok', found: address } : { state: 'wrong', found: fault ?? address };
}

/** Nothing named means the usual ones, and ours are among them. */
function checkUpdates({ allowed_updates: allowed }: WebhookInfo): Found {
  const isEnough = !allowed || allowedUpdates.every(kind => allowed.includes(kind));
  return { state: isEnough ? 'ok' : 'wrong', ...(allowed && { found: allowed.join(', ') }) };
}

function checkCommands(commands: z.infer<typeof commandsSchema>, wanted: boolean): Found {
  const found = commands.map(({ command }) => `/${command}`).join(' ');
  return { state: commands.length > 0 === wanted ? 'ok' : 'wrong', ...(found && { found }) };
}

/** By default the button shows the commands: https://core.telegram.org/bots/api#menubutton */
function checkButton({ type }: z.infer<typeof menuSchema>): Found {
  return { state: type === 'commands' || type === 'default' ? 'ok' : 'wrong', found: type };
}
