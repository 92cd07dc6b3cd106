import { z } from 'zod';
import { withDeadline } from '../../src/lib/with-deadline.ts';
import type { CallApi } from './api.ts';

/** A push has to be answered within a few seconds, or VK brings the event again. */
const patience = 3000;

const croppedSchema = z.looseObject({
  type: z.literal('message_new'),
  object: z.looseObject({ message: z.looseObject({ id: z.number().int().positive(), is_cropped: z.literal(true) }) }),
});
const foundSchema = z.object({ items: z.array(z.looseObject({ id: z.number().int() })) });

/**
 * Asks VK for the whole of a message of which the event told only a part (many attachments, deep forwards), before it is stored: reading
 * a stored event asks nobody. What the event knows and the message does not (where the person came from) stays. When VK does not answer,
 * the part is what there is; `onPart` is told.
 */
export async function completeMessage(api: CallApi, raw: unknown, onPart: (error: unknown) => void): Promise<unknown> {
  const event = croppedSchema.safeParse(raw).data;
  if (!event) return raw;
  const { message } = event.object;
  try {
    const answer = await inTime(api('messages.getById', { message_ids: message.id }));
    const whole = foundSchema.parse(answer).items.find(({ id }) => id === message.id);
    if (!whole) throw new Error('VK does not find the message');
    return { ...event, object: { ...event.object, message: { ...message, ...whole, is_cropped: false } } };
  } catch (error) {
    onPart(error);
    return raw;
  }
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return withDeadline(patience, signal => {
    const late = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('VK takes too long')), { once: true });
    });
    return Promise.race([work, late]);
  });
}
