import { z } from 'zod';
import type { Profile } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';

const chatSchema = z.object({
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  birthdate: z.object({ day: z.number().int(), month: z.number().int(), year: z.number().int().optional() }).optional(),
});

/** What getChat tells of a person (https://core.telegram.org/bots/api#chatfullinfo), or nothing when it does not answer. */
export async function readProfile(api: CallApi, personId: string): Promise<Profile | undefined> {
  const answer = await api('getChat', { chat_id: personId }).catch(() => undefined);
  const parsed = chatSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const { first_name, last_name, username, birthdate } = parsed.data;
  return {
    ...(first_name !== undefined && { firstName: first_name }),
    ...(last_name !== undefined && { lastName: last_name }),
    ...(username !== undefined && { username }),
    ...(birthdate && { birthday: [birthdate.year, birthdate.month, birthdate.day].filter(Boolean).map(twoDigits).join('-') }),
  };
}

function twoDigits(value: number | undefined): string {
  return String(value).padStart(2, '0');
}
