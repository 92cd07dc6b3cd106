import { batching } from '../lib/batching.ts';
import type { Identity, ReachabilityState } from './contact.ts';
import { type ContactDocument, contacts } from './contact-model.ts';

type Holder = Pick<ContactDocument, '_id' | 'identities' | 'handsOver'>;
const projection = { identities: 1, handsOver: 1 } as const;

/** Whether we may write to an identity of a contact, as far as the cards know; nothing when no card has the identity. */
export async function reachabilityOf(of: { contact: string; identity: string }): Promise<ReachabilityState | undefined> {
  return (await onCard(of)) ?? anywhere(of.identity);
}

const onCard = batching(async (asked: { contact: string; identity: string }[]) => {
  const ids = [...new Set(asked.map(({ contact }) => contact))];
  const found = await contacts.find<Holder>({ _id: { $in: ids } }, { projection }).toArray();
  const byId = new Map(found.map(contact => [contact._id, contact.identities]));
  return asked.map(({ contact, identity }) => stateIn(byId.get(contact), identity));
});

/** A message may name a card that its identity has left since, or is leaving just now. */
const anywhere: (identity: string) => Promise<ReachabilityState | undefined> = batching(async (keys: string[]) => {
  const wanted = { $in: [...new Set(keys)] };
  const [kept, handed] = await Promise.all([
    contacts.find<Holder>({ 'identities.key': wanted }, { projection }).toArray(),
    contacts.find<Holder>({ handsOver: { $exists: true }, 'handsOver.identities.key': wanted }, { projection }).toArray(),
  ]);
  const all = [...kept, ...handed].flatMap(({ identities, handsOver }) => [...identities, ...(handsOver?.identities ?? [])]);
  return keys.map(key => stateIn(all, key));
});

function stateIn(identities: Identity[] | undefined, key: string): ReachabilityState | undefined {
  return identities?.find(identity => identity.key === key)?.reachability.state;
}
