import type { HouseRules } from '../../inbox/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

/** Whether the person takes new conversations, and the other possibility. */
export function presentPresence({ language, staff }: Viewer, { away }: HouseRules) {
  const isAway = staff !== undefined && away.has(staff.id);
  const text = (key: string) => t(language, `panel:queues.presence.${key}`);
  return {
    isAway,
    words: text(isAway ? 'away' : 'here'),
    hint: text(isAway ? 'comeBack' : 'leave'),
    next: isAway ? 'no' : 'yes',
  };
}
