import type { RequestListener } from 'node:http';
import { createTelegram } from '../bots/telegram/index.ts';
import { createVk, type VkOptions } from '../bots/vk/index.ts';
import { createWeb } from '../bots/web/index.ts';
import { type Connectable, type Connection, connectables, type Environment, type Made, type Registry } from './accounts/index.ts';
import { type Config, deriveSecret } from './config/index.ts';
import { loadSetting, saveSetting } from './db/index.ts';
import * as files from './files/index.ts';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import type { Doors } from './listen.ts';
import type { OutgoingAttachment, Problem, SetupCheck } from './messages/index.ts';

/** What the environment says of the messengers; it wins over the panel. */
export function environmentOf(config: Config): Environment {
  return {
    telegram: given({ token: config.TELEGRAM_TOKEN, transport: config.TELEGRAM_TRANSPORT }),
    vk: given({
      token: config.VK_TOKEN,
      transport: config.VK_TRANSPORT,
      groupId: config.VK_GROUP_ID,
      secret: config.VK_SECRET,
      confirmationCode: config.VK_CONFIRMATION_CODE,
    }),
  };
}

/** Makes the messengers of this installation. */
export function messengerMaker(config: Config, { secret, clock, log }: { secret: string; clock: Clock; log: Logger }) {
  const openFile = (attachment: OutgoingAttachment) => files.openFile(attachment.id);
  const shared = { openFile, clock, ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }) };
  const web = createWeb({
    ...shared,
    secret: deriveSecret(secret, 'chat'),
    files,
    log: log.child({ messenger: 'web' }),
  });
  return { web, make, probe };

  function make(name: Connectable, connection: Connection, note: (problem: Problem) => void): Made<RequestListener> {
    const messenger = name === 'telegram' ? makeTelegram(connection, note) : makeVk(connection, note);
    return { messenger, routes: messenger.routes };
  }

  function makeTelegram({ token, transport }: Connection, note: (problem: Problem) => void) {
    return createTelegram({
      ...shared,
      token,
      transport: transport === 'webhook' ? 'webhook' : 'polling',
      webhookSecret: config.TELEGRAM_WEBHOOK_SECRET ?? deriveSecret(secret, 'telegram webhook'),
      ...(config.TELEGRAM_API_ROOT && { apiRoot: config.TELEGRAM_API_ROOT }),
      note,
      log: log.child({ messenger: 'telegram' }),
    });
  }

  function makeVk({ token, transport, groupId, confirmationCode, secret: said }: Connection, note: (problem: Problem) => void) {
    const vk = createVk({
      ...shared,
      token,
      transport: transport === 'callback' ? 'callback' : 'longpoll',
      ...(groupId && { groupId }),
      ...(config.VK_API_ROOT && { apiRoot: config.VK_API_ROOT }),
      ...(confirmationCode && { confirmationCode }),
      // At most 50 characters, says VK.
      secret: said ?? deriveSecret(secret, 'vk callback').slice(0, 40),
      cursor: cursorOf(() => vk.account, config.VK_TOKEN !== undefined),
      note,
      log: log.child({ messenger: 'vk' }),
    });
    return vk;
  }

  /** Asks about a connection that is not in use yet. */
  async function probe(name: Connectable, connection: Connection): Promise<SetupCheck[]> {
    const { messenger } = make(name, connection, () => undefined);
    return (await messenger.inspect?.()) ?? [];
  }
}

/** The doors of the messengers that are pushed to at the moment, each under its path; the others are shut. */
export function doorsOf({ routes }: Pick<Registry<RequestListener>, 'routes'>, log: Logger): Doors {
  return new Map(
    connectables.map(name => [
      `/webhooks/${name}`,
      (req, res) => {
        res.once('finish', () => noteAnswer(res.statusCode, { messenger: name, log }));
        const door = routes(name);
        if (door) door(req, res);
        else res.writeHead(404).end();
      },
    ]),
  );
}

/** What is taken in is no news; what is refused is. */
function noteAnswer(status: number, { messenger, log }: { messenger: Connectable; log: Logger }): void {
  if (status >= 500) log.warn({ messenger, status }, 'a push was answered');
  else if (status >= 400) log.info({ messenger, status }, 'a push was answered');
}

/** Where a community's history was read up to: each has its own. Those of the environment once had none, and go on from where it stood. */
function cursorOf(account: () => string, fromEnvironment: boolean): VkOptions['cursor'] {
  const name = () => `vk.longpoll.ts:${account()}`;
  return {
    load: async () => (await loadSetting(name())) ?? (fromEnvironment ? loadSetting('vk.longpoll.ts') : undefined),
    save: ts => saveSetting(name(), ts),
  };
}

function given<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
