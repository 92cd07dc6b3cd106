import { getContacts, listContacts } from '../contacts/index.ts';
import type { ConversationDocument } from './conversation-model.ts';

/** A tag on more cards than this is looked for card by card. */
const mostNamed = 500;

/** Which conversations have the tag on their card. */
export type Tagged =
  | { kind: 'none' }
  | { kind: 'few'; ids: string[] }
  | { kind: 'many'; among(found: ConversationDocument[]): Promise<ConversationDocument[]> };

export async function findTagged(tag: string): Promise<Tagged> {
  const { contacts, total } = await listContacts({ tag, page: 1, perPage: mostNamed });
  if (total === 0) return { kind: 'none' };
  if (total <= mostNamed) return { kind: 'few', ids: contacts.flatMap(({ identities }) => identities.map(({ key }) => key)) };
  return {
    kind: 'many',
    async among(found) {
      const cards = await getContacts(found.flatMap(({ contact }) => contact ?? []));
      const ids = new Set(cards.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id));
      return found.filter(({ contact }) => contact !== undefined && ids.has(contact));
    },
  };
}
