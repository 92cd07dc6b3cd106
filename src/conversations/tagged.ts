import { getContacts, listContacts } from '../contacts/index.ts';
import type { ConversationDocument } from './conversation-model.ts';

/** A tag on more cards than this is looked for card by card. */
const mostNamed = 500;

/** Which conversations have the tag on their card. */
export type Tagged =
  | { kind: 'none' }
  | { kind: 'few'; ids: string[] }
  | { kind: 'many'; among(found: ConversationDocument[]): Promise<ConversationDocument[]> };

/** Only the conversations of some contacts: of those named, or, where they are many, of those that `which` picks out of some. */
export type OnlyContacts = { few: string[] } | { which(contacts: string[]): Promise<ReadonlySet<string>> };

/** The conversations that all conditions leave; nothing where there is no condition. */
export async function findNarrowed({
  viewer,
  ownOnly,
  tag,
  contacts,
}: {
  viewer: string;
  ownOnly?: boolean;
  tag?: string | undefined;
  contacts?: OnlyContacts | undefined;
}): Promise<Tagged | undefined> {
  const [tagged, named] = await Promise.all([tag ? findTagged(tag) : undefined, contacts && findNamed(contacts)]);
  const conditions = [tagged, named, ownOnly ? notOfOthers(viewer) : undefined].filter(condition => condition !== undefined);
  return conditions.length > 0 ? conditions.reduce(both) : undefined;
}

/** Nobody's conversation is its card's: that of a card which somebody else answers for is theirs. */
function notOfOthers(viewer: string): Tagged {
  return {
    kind: 'many',
    async among(found) {
      const cards = await getContacts(found.flatMap(({ contact }) => contact ?? []));
      const others = new Set(cards.filter(({ owner }) => owner !== undefined && owner !== viewer).map(({ id }) => id));
      return found.filter(({ staff, contact }) => staff === viewer || contact === undefined || !others.has(contact));
    },
  };
}

async function findTagged(tag: string): Promise<Tagged> {
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

async function findNamed(contacts: OnlyContacts): Promise<Tagged> {
  if ('few' in contacts) {
    const cards = await getContacts(contacts.few);
    const ids = cards.flatMap(({ identities }) => identities.map(({ key }) => key));
    return ids.length === 0 ? { kind: 'none' } : { kind: 'few', ids };
  }
  return {
    kind: 'many',
    async among(found) {
      const ids = await contacts.which(found.flatMap(({ contact }) => contact ?? []));
      return found.filter(({ contact }) => contact !== undefined && ids.has(contact));
    },
  };
}

function both(one: Tagged, other: Tagged): Tagged {
  if (one.kind === 'none' || other.kind === 'none') return { kind: 'none' };
  if (one.kind === 'few' && other.kind === 'few') {
    const ids = one.ids.filter(id => other.ids.includes(id));
    return ids.length === 0 ? { kind: 'none' } : { kind: 'few', ids };
  }
  return { kind: 'many', among: async found => amongOf(other)(await amongOf(one)(found)) };
}

function amongOf(tagged: Exclude<Tagged, { kind: 'none' }>): (found: ConversationDocument[]) => Promise<ConversationDocument[]> {
  if (tagged.kind === 'many') return tagged.among;
  const ids = new Set(tagged.ids);
  return async found => found.filter(({ _id }) => ids.has(_id));
}
