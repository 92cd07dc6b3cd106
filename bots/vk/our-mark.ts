import { z } from 'zod';
import { readPayload } from './read-payload.ts';

/**
 * What every message of ours carries as its `payload`, which only programs see. VK tells a community of all that is sent in its name, so
 * this is how any process of ours knows what any other one sent, without asking the database.
 */
export const ourMark = JSON.stringify({ sender: 'kartoteka' });

const markSchema = z.object({ sender: z.literal('kartoteka') });

/** Whether a message with this payload was sent by us. */
export function isMarkedOurs(payload: unknown): boolean {
  return markSchema.safeParse(readPayload(payload)).success;
}
