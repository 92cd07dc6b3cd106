import { countConversations, type Queue } from '../../conversations/index.ts';
import { whenOpen } from '../../inbox/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

/** A line of the list of queues. */
export async function presentQueueRow({ language }: Viewer, queue: Queue, isSet: boolean) {
  const counts = await countConversations({ viewer: '', queue: queue.id });
  const text = (key: string, values = {}) => t(language, `panel:queues.${key}`, values);
  return {
    href: `/settings/queues/${encodeURIComponent(queue.id)}`,
    title: queue.title || (queue.id === 'default' ? text('default') : queue.id),
    id: queue.id,
    members: isSet
      ? queue.members.length > 0
        ? text('membersCount', { count: queue.members.length })
        : text('nobody')
      : queue.id === 'default'
        ? ''
        : text('unset'),
    handsOut: text(`handsOut.${queue.handsOut}`),
    waiting: text('openNow', { count: counts?.waiting ?? 0 }),
  };
}

/** Whether people are in now, and when they are back. */
export function presentOpening(
  { language, now }: Viewer,
  { opens, timeZone }: { opens: Date | undefined; timeZone: string },
): string {
  if (!opens) return t(language, 'panel:queues.hours.now.never');
  if (opens.getTime() === now.getTime()) return t(language, 'panel:queues.hours.now.open');
  return t(language, 'panel:queues.hours.now.closed', { when: whenOpen({ opens, now, timeZone, language }) });
}
