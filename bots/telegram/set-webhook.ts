import type { CallApi } from './api.ts';
import { allowedUpdates } from './poll.ts';

/**
 * Half of what Telegram takes unless told otherwise, "to limit the load on your bot's server" (https://core.telegram.org/bots/api#setwebhook). Over
 * a line of 60 ms they bring some two hundred updates a second, seven times what a bot may answer; more at once would only wait for each other
 * longer here than there.
 */
const mostConnections = 20;

export interface Receiving {
  transport: 'polling' | 'webhook';
  webhookSecret: string;
  /** Where the world reaches us. */
  publicUrl?: string;
}

/** The address that Telegram pushes to; nothing while nobody told where the world reaches us. */
export function webhookAddress({ publicUrl }: Receiving): string | undefined {
  return publicUrl && `${publicUrl.replace(/\/+$/, '')}/webhooks/telegram`;
}

/**
 * Tells Telegram how we want to receive. What waits there waits on, whichever way it came before: it is never dropped, and what comes
 * both ways is known by its number. Nothing is changed when we are pushed to and have no address.
 */
export async function setWebhook(api: CallApi, receiving: Receiving, signal?: AbortSignal): Promise<void> {
  const options = signal ? { signal } : {};
  if (receiving.transport === 'polling') {
    await api('deleteWebhook', { drop_pending_updates: false }, options);
    return;
  }
  const url = webhookAddress(receiving);
  if (!url) return;
  const fields = {
    url,
    secret_token: receiving.webhookSecret,
    allowed_updates: allowedUpdates,
    drop_pending_updates: false,
    max_connections: mostConnections,
  };
  await api('setWebhook', fields, options);
}
