import type { Delivery } from '../../../src/deliveries/index.ts';
import { planDeliveries } from '../../../src/deliveries/index.ts';

type Given = Partial<Omit<Delivery, 'id' | 'source'>> & { contact: string; broadcast?: string; variant?: string };

const planned = new Date('2026-03-02T08:59:00Z');
export const sentAt = new Date('2026-03-02T09:00:00Z');

/** A delivery of the mailing `spring` that was sent at nine; only what matters needs to be named. */
export function delivery({ broadcast = 'spring', variant, contact, ...given }: Given): Delivery {
  const state = given.state ?? 'sent';
  const isSent = state === 'sent' || state === 'unknown';
  const changedAt = given.sentAt ?? (isSent ? sentAt : planned);
  return {
    id: `${broadcast}:${contact}`,
    source: { kind: 'broadcast', id: broadcast, ...(variant !== undefined && { variant }) },
    contact,
    priority: 'broadcast',
    advertising: true,
    conversation: `telegram:1:${contact}`,
    account: 'telegram:1',
    messenger: 'telegram',
    state,
    due: planned,
    attempts: isSent ? 1 : 0,
    token: `token-${broadcast}-${contact}`.padEnd(16, '0'),
    plannedAt: planned,
    ...(isSent && { sentAt }),
    changedAt,
    ...given,
  };
}

export const plan = (...rows: Given[]) => planDeliveries(rows.map(delivery));
