import type { Contact } from '../contacts/index.ts';
import type { Delivery } from './delivery.ts';
import { deliveries } from './delivery-model.ts';

/**
 * When those to whom advertising is to go got something of what is limited lately, the latest first, by contact. What went to a card that became
 * a part of theirs counts for them.
 */
export async function recentTimes(
  planned: readonly Delivery[],
  contacts: ReadonlyMap<string, Contact>,
  since: Date,
): Promise<Map<string, Date[]>> {
  const livingOf = new Map<string, string>();
  for (const { advertising, contact } of planned) {
    const living = advertising ? contacts.get(contact)?.id : undefined;
    if (living === undefined) continue;
    livingOf.set(contact, living);
    livingOf.set(living, living);
  }
  const times = new Map<string, Date[]>();
  if (livingOf.size === 0) return times;
  const found = await deliveries
    .find(
      { contact: { $in: [...livingOf.keys()] }, sentAt: { $gt: since } },
      { projection: { contact: 1, sentAt: 1, priority: 1, advertising: 1 } },
    )
    .toArray();
  for (const { contact, sentAt, priority, advertising } of found) {
    const living = livingOf.get(contact);
    if (!sentAt || !living || (priority === 'reminder' && !advertising)) continue;
    times.set(living, [...(times.get(living) ?? []), sentAt]);
  }
  for (const list of times.values()) list.sort((one, other) => other.getTime() - one.getTime());
  return times;
}
