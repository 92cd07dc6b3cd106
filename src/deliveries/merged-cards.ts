import type { Contact } from '../contacts/index.ts';
import type { Delivery } from './delivery.ts';
import { deliveries } from './delivery-model.ts';

/** Which of these would come a second time, since their card became a part of one that the same mailing goes to. */
export async function isDoubled(
  planned: readonly Delivery[],
  contacts: ReadonlyMap<string, Contact>,
): Promise<ReadonlySet<string>> {
  const twins = new Map<string, string[]>();
  for (const { id, source, contact } of planned) {
    const living = contacts.get(contact)?.id;
    if (source.kind !== 'broadcast' || living === undefined || living === contact) continue;
    const twin = `${source.id}:${living}`;
    twins.set(twin, [...(twins.get(twin) ?? []), id]);
  }
  if (twins.size === 0) return new Set();
  const found = await deliveries.find({ _id: { $in: [...twins.keys()] } }, { projection: { _id: 1 } }).toArray();
  return new Set(found.flatMap(({ _id }) => twins.get(_id) ?? []));
}
