import { z } from 'zod';
import type { CallApi } from './api.ts';

/** Named in both ways of receiving because Telegram otherwise keeps to what was asked for last (`allowed_updates` is sticky). */
export const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

const longPollSeconds = 30;
const batchSchema = z.array(z.looseObject({ update_id: z.number().int() }));

interface Poll {
  api: CallApi;
  accept(raws: unknown[]): Promise<void>;
  signal: AbortSignal;
  /** Called after each answer. */
  worked: () => void;
}

/**
 * Asks for updates until the signal aborts, and rejects with the first fault. A batch is stored before the offset moves beyond it, and
 * the offset is not kept: what was stored but not confirmed comes again and is recognised by its key.
 */
export async function poll({ api, accept, signal, worked }: Poll): Promise<void> {
  let offset: number | undefined;
  while (!signal.aborted) {
    const fields = {
      ...(offset !== undefined && { offset }),
      limit: 100,
      timeout: longPollSeconds,
      allowed_updates: allowedUpdates,
    };
    const answer = await api('getUpdates', fields, { timeout: (longPollSeconds + 15) * 1000, signal });
    const batch = batchSchema.parse(answer);
    const last = batch.at(-1);
    if (last) {
      await accept(batch);
      offset = last.update_id + 1;
    }
    worked();
  }
}
