import type { Methods } from './call.ts';
import { groupMethods } from './groups.ts';
import { messageMethods } from './messages.ts';
import { uploadMethods } from './uploads.ts';
import { userMethods } from './users.ts';

export type { Call } from './call.ts';

/** Every method that the stand-in knows, execute aside. */
export const methods: Methods = { ...messageMethods, ...userMethods, ...groupMethods, ...uploadMethods };

/** The right that a token needs for a method, or nothing. */
export function neededRight(method: string): string | undefined {
  if (method.startsWith('messages.')) return 'messages';
  if (method.startsWith('photos.')) return 'photos';
  if (method.startsWith('docs.')) return 'docs';
  return /^groups\..*(LongPoll|Callback|Settings)/.test(method) ? 'manage' : undefined;
}
