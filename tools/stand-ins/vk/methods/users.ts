import { listOf } from '../../shared/params.ts';
import { invalidParameter } from '../vk-error.ts';
import type { Dialog, VkWorld } from '../world.ts';
import type { Methods } from './call.ts';

const mostUsers = 1000;

export const userMethods: Methods = {
  'users.get': ({ world, params }) => {
    const ids = listOf(params, 'user_ids');
    if (ids.length > mostUsers) throw invalidParameter(`user_ids has more than ${mostUsers} items`);
    const fields = listOf(params, 'fields');
    const found = ids.map(id => findUser(world, id)).filter(dialog => dialog !== undefined);
    return found.map(dialog => present(world, dialog, fields));
  },
};

/** By number or by short name; who does not exist is left out of the answer. */
function findUser(world: VkWorld, id: string): Dialog | undefined {
  return world.dialogs.get(Number(id)) ?? [...world.dialogs.values()].find(({ user }) => user.domain === id);
}

/** Only what was asked for. A time zone is never told of anybody but the token's owner. */
function present(world: VkWorld, { user, access }: Dialog, fields: string[]): Record<string, unknown> {
  if (access === 'deleted') {
    return {
      id: user.id,
      first_name: 'DELETED',
      last_name: '',
      deactivated: 'deleted',
      ...(fields.includes('sex') && { sex: 0 }),
    };
  }
  const { id, first_name, last_name, domain, sex, bdate, city } = user;
  const hasPhoto = world.files.has(`/avatars/${id}.jpg`);
  // Who has no picture is shown with the one that VK draws for everybody.
  const picture = `${world.url}/avatars/${hasPhoto ? id : 'camera_400'}.jpg`;
  const optional: Record<string, unknown> = {
    domain,
    screen_name: domain,
    sex,
    bdate,
    city,
    photo_200: picture,
    photo_max: picture,
    has_photo: hasPhoto ? 1 : 0,
    has_mobile: 1,
  };
  const asked = fields.map(field => [field, optional[field]]).filter(([, value]) => value !== undefined);
  return { id, first_name, last_name, can_access_closed: true, is_closed: false, ...Object.fromEntries(asked) };
}
