import type { StoredMessage } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** What people, or the program, did with who holds a conversation; nothing for what else the history tells. */
export function presentLine(viewer: Viewer, { what, values }: NonNullable<StoredMessage['event']>): string | undefined {
  const { name, note, until, reason } = values;
  const text = (key: string, more = {}) => t(viewer.language, `panel:queues.event.${key}`, { ...values, ...more });
  switch (what) {
    case 'assigned':
    case 'queued': {
      const line = text(what === 'assigned' && !name ? 'assignedSelf' : what);
      return note ? text('note', { line }) : line;
    }
    case 'taken':
      return note && text('note', { line: t(viewer.language, 'panel:message.event.taken', values) });
    case 'snoozed':
      return text('snoozed', { time: until ? presentTime(viewer, new Date(until)).words : '' });
    case 'woken':
    case 'reopened':
      return text(name ? `${what}By` : what);
    case 'closed':
      return text(reason ? 'closedWhy' : 'closed');
    case 'returned':
      return text('returned');
    default:
      return undefined;
  }
}
