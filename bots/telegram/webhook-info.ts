import { z } from 'zod';
import type { CallApi } from './api.ts';

/** https://core.telegram.org/bots/api#webhookinfo */
const infoSchema = z.object({
  url: z.string(),
  pending_update_count: z.number().catch(0),
  last_error_date: z.number().optional(),
  last_error_message: z.string().optional(),
  allowed_updates: z.array(z.string()).optional(),
});
export type WebhookInfo = z.infer<typeof infoSchema>;

export async function readWebhookInfo(api: CallApi, signal?: AbortSignal): Promise<WebhookInfo> {
  return infoSchema.parse(await api('getWebhookInfo', {}, signal ? { signal } : {}));
}

const freshSeconds = 10 * 60;
const waitingSeconds = 60 * 60;

/**
 * What keeps Telegram from reaching us, in its words. It remembers the last error for as long as the webhook stands, also when all is
 * well again (tdlib/telegram-bot-api, Client::webhook_success), so an old one counts only while updates wait.
 */
export function pushFault(
  { last_error_date, last_error_message, pending_update_count }: WebhookInfo,
  now: Date,
): string | undefined {
  if (!last_error_date) return undefined;
  const age = now.getTime() / 1000 - last_error_date;
  const isFresh = age < freshSeconds || (pending_update_count > 0 && age < waitingSeconds);
  return isFresh ? (last_error_message ?? 'unknown error') : undefined;
}
