import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import type { CallApi } from './api.ts';

const groupsSchema = z.object({ groups: z.array(z.object({ id: z.number().int(), name: z.string() })) });

/** The community that the token belongs to. Rejects like the call, and when there is none. */
export async function readGroup(api: CallApi): Promise<{ id: string; name: string }> {
  const [group] = groupsSchema.parse(await api('groups.getById')).groups;
  if (!group)
    throw new AppError('vk.no_group', 'The token belongs to no community. Make one in the community: Manage, API usage.');
  return { id: String(group.id), name: group.name };
}
