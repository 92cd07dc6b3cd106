import { z } from 'zod';
import type { Profile } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';

const usersSchema = z.array(
  z.object({
    first_name: z.string().optional(),
    last_name: z.string().optional(),
    screen_name: z.string().optional(),
    bdate: z.string().optional(),
    city: z.object({ title: z.string() }).optional(),
    photo_max: z.string().optional(),
    /** 0: the picture is one that VK shows for everybody. */
    has_photo: z.number().optional(),
    deactivated: z.string().optional(),
  }),
);

/** What users.get tells of a person, or nothing when it does not answer or the account is gone ("DELETED" is not a name). */
export async function readProfile(api: CallApi, personId: string): Promise<Profile | undefined> {
  const answer = await api('users.get', { user_ids: personId, fields: 'screen_name,bdate,city,photo_max,has_photo' }).catch(
    () => undefined,
  );
  const [user] = usersSchema.safeParse(answer).data ?? [];
  if (!user || user.deactivated) return undefined;
  const birthday = readBirthday(user.bdate);
  return {
    ...(user.first_name && { firstName: user.first_name }),
    ...(user.last_name && { lastName: user.last_name }),
    ...(user.screen_name && { username: user.screen_name }),
    ...(user.city && { city: user.city.title }),
    ...(birthday && { birthday }),
    ...(user.photo_max && user.has_photo !== 0 && { photo: user.photo_max }),
  };
}

/** VK says `D.M` or `D.M.YYYY`. */
function readBirthday(bdate = ''): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$/.exec(bdate) ?? [];
  if (!day || !month) return undefined;
  return [year, month.padStart(2, '0'), day.padStart(2, '0')].filter(Boolean).join('-');
}
