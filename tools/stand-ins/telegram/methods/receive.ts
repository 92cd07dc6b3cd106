import { flagOf, integerOf, jsonOf, type Params, textOf } from '../../shared/params.ts';
import { badRequest, conflict } from '../bot-api-error.ts';
import type { Methods } from './call.ts';

const longestPoll = 50;

/** getUpdates and the webhook's settings. */
export const receivingMethods: Methods = {
  getupdates: async ({ updates, webhook, params, hangUp }) => {
    if (webhook.active) {
      throw conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    }
    updates.allow(readKinds(params));
    // Out of range is brought into range, not refused (tdlib/telegram-bot-api, get_integer_arg).
    const offset = integerOf(params, 'offset') ?? 0;
    return await updates.poll(
      { offset, limit: within(params, 'limit', 1, 100, 100), timeout: within(params, 'timeout', 0, longestPoll, 0) },
      hangUp(),
    );
  },
  setwebhook: ({ updates, webhook, params }) => {
    const url = textOf(params, 'url');
    if (flagOf(params, 'drop_pending_updates')) updates.clear();
    if (url === '') {
      webhook.remove();
      return true;
    }
    checkUrl(url);
    const secretToken = textOf(params, 'secret_token');
    if (secretToken.length > 256) throw badRequest('secret token is too long');
    if (!/^[\w-]*$/.test(secretToken)) throw badRequest('secret token contains unallowed characters');
    updates.allow(readKinds(params));
    updates.interrupt('terminated by setWebhook request');
    webhook.set({ url, secretToken, maxConnections: within(params, 'max_connections', 1, 100, 40) });
    return true;
  },
  deletewebhook: ({ updates, webhook, params }) => {
    if (flagOf(params, 'drop_pending_updates')) updates.clear();
    webhook.remove();
    return true;
  },
  getwebhookinfo: ({ webhook }) => webhook.info(),
};

/** Left out or unreadable means: as before. */
function readKinds(params: Params): unknown {
  try {
    return jsonOf(params, 'allowed_updates');
  } catch {
    return undefined;
  }
}

function within(params: Params, name: string, least: number, most: number, usual: number): number {
  return Math.min(most, Math.max(least, integerOf(params, name) ?? usual));
}

/** As Telegram, but this machine itself may be reached over http and any port, as with a Bot API server of one's own. */
function checkUrl(given: string): void {
  if (!URL.canParse(given)) throw badRequest('bad webhook: invalid URL specified');
  const url = new URL(given);
  if (['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return;
  if (url.protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '443', '80', '88', '8443'].includes(url.port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}
