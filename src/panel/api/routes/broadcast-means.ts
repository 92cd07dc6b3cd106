import { z } from 'zod';
import type { BroadcastMeans } from '../../../broadcasts/index.ts';
import type { ApiKey } from '../../../keys/index.ts';
import type { Means } from '../means.ts';

/** The body of a verb that has nothing to say. */
export const nothing = z.strictObject({});

/** What the mailings' room needs of the program at a moment. */
export const meansOf =
  ({ config, messengers }: Pick<Means, 'config' | 'messengers'>) =>
  (now: Date): BroadcastMeans => ({
    now,
    timeZone: config.timeZone,
    connected: [...new Set(messengers.map(({ name }) => name))],
    ...(config.publicUrl !== undefined && { publicUrl: config.publicUrl }),
  });

/** The same with whoever does it: the person who made the key. */
export function doingOf(means: Pick<Means, 'config' | 'messengers'>) {
  const meansAt = meansOf(means);
  return ({ key, now }: { key: ApiKey; now: Date }) => ({ ...meansAt(now), by: key.by.id });
}
