import { z } from 'zod';
import type { SendOutcome } from '../../src/messages/index.ts';
import { apiError } from './api.ts';
import { readFailure } from './read-failure.ts';

const idSchema = z.number().int().positive();

/** One entry a peer: with `peer_ids` the call itself succeeds, and who cannot be reached is told inside. */
const listSchema = z.array(
  z.object({
    peer_id: z.number().int(),
    message_id: z.number().int().optional(),
    error: z.looseObject({ code: z.coerce.number(), description: z.string().default('') }).optional(),
  }),
);

/** What messages.send answered for this person: an id, or a list with an entry for each. */
export function readSent(answer: unknown, peer: string, now: Date): SendOutcome {
  const id = idSchema.safeParse(answer).data;
  if (id !== undefined) return { kind: 'sent', externalId: String(id) };
  const entry = listSchema.safeParse(answer).data?.find(({ peer_id }) => String(peer_id) === peer);
  if (!entry)
    return Array.isArray(answer) ? { kind: 'retry', reason: 'VK left this person out of its answer' } : { kind: 'sent' };
  const { error, message_id } = entry;
  if (error) return readFailure(apiError({ error_code: error.code, error_msg: error.description }), now);
  return message_id
    ? { kind: 'sent', externalId: String(message_id) }
    : { kind: 'retry', reason: 'VK gave this message no number' };
}
