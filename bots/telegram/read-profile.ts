import { z } from 'zod';
import type { Profile } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { largest } from './find-attachments.ts';

const chatSchema = z.object({
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  birthdate: z.object({ day: z.number().int(), month: z.number().int(), year: z.number().int().optional() }).optional(),
});

const photosSchema = z.object({
  photos: z.array(z.array(z.object({ file_id: z.string().min(1), width: z.number().optional(), height: z.number().optional() }))),
});

/**
 * What getChat tells of a person (https://core.telegram.org/bots/api#chatfullinfo) and their picture, or nothing when it does not
 * answer. Their language it does not tell: that comes with what they write.
 */
export async function readProfile(api: CallApi, personId: string): Promise<Profile | undefined> {
  const [answer, photo] = await Promise.all([
    api('getChat', { chat_id: personId }).catch(() => undefined),
    readPhoto(api, personId),
  ]);
  const parsed = chatSchema.safeParse(answer);
  if (!parsed.success) return undefined;
  const { first_name, last_name, username, birthdate } = parsed.data;
  return {
    ...(first_name !== undefined && { firstName: first_name }),
    ...(last_name !== undefined && { lastName: last_name }),
    ...(username !== undefined && { username }),
    ...(photo && { photo }),
    ...(birthdate && { birthday: [birthdate.year, birthdate.month, birthdate.day].filter(Boolean).map(twoDigits).join('-') }),
  };
}

/** The newest of their pictures, as far as they show any to bots: https://core.telegram.org/bots/api#getuserprofilephotos */
async function readPhoto(api: CallApi, personId: string): Promise<string | undefined> {
  const answer = await api('getUserProfilePhotos', { user_id: Number(personId), limit: 1 }).catch(() => undefined);
  return largest(photosSchema.safeParse(answer).data?.photos[0])?.file_id;
}

function twoDigits(value: number | undefined): string {
  return String(value).padStart(2, '0');
}
