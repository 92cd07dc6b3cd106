import type { SetupCheck } from '../../src/messages/index.ts';

/** Fields that a version brought into what getMe answers, the newest first: https://core.telegram.org/bots/api-changelog */
const marks = [
  ['supports_join_request_queries', '10.1'],
  ['supports_guest_queries', '10.0'],
  ['can_manage_bots', '9.6'],
  ['has_topics_enabled', '9.3'],
  ['has_main_web_app', '7.8'],
  ['can_connect_to_business', '7.2'],
] as const;

/**
 * Whether the server is new enough: deleting several messages and quotes came with 7.0, and 7.2 is the first version after it that can
 * be told by what getMe answers. Telegram itself is always new; a server of one's own may not be.
 */
export function describeVersion(me: object): Omit<SetupCheck, 'name'> {
  const mark = marks.find(([field]) => field in me);
  return mark ? { state: 'ok', found: `Bot API ${mark[1]}+` } : { state: 'wrong', found: 'Bot API < 7.2' };
}
