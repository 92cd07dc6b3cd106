import type { Contact } from '../../../contacts/index.ts';
import type { MessengerName } from '../../../messages/index.ts';
import type { ConversationSource, MessageCount, Sources } from '../read-sources.ts';
import type { Traits } from '../trait-model.ts';
import { latest } from './values.ts';

type OfTalks = Pick<Traits, 'messengers' | 'reachable' | 'reach' | 'messages'>;

/** Where they can be met, and what was said. Pure. */
export function talkTraits({ card, conversations, counts }: Pick<Sources, 'card' | 'conversations' | 'counts'>): OfTalks {
  const reach = reachOf(card, conversations);
  const reachable = Object.keys(reach).sort() as MessengerName[];
  return {
    messengers: [...new Set(card.identities.map(({ messenger }) => messenger))].sort(),
    reachable,
    ...(reachable.length > 0 && { reach }),
    messages: messageTraits(counts),
  };
}

/** Of several in one messenger the one that was used last; of two of one moment always the same. */
function reachOf({ identities }: Contact, conversations: ConversationSource[]): NonNullable<Traits['reach']> {
  const usedAt = new Map(conversations.map(({ _id, lastAt }) => [_id, lastAt?.getTime() ?? 0]));
  const order = (key: string) => usedAt.get(key) ?? 0;
  const open = identities
    .filter(({ reachability }) => reachability.state === 'reachable')
    .toSorted((a, b) => order(a.key) - order(b.key) || (a.key < b.key ? 1 : -1));
  return Object.fromEntries(open.map(({ messenger, key }) => [messenger, key]));
}

function messageTraits(counts: MessageCount[]): Traits['messages'] {
  const [came, went] = [counts.filter(({ _id }) => _id.isIn), counts.filter(({ _id }) => !_id.isIn)];
  const lastIn = latest(came.map(({ last }) => last));
  const lastOut = latest(went.map(({ last }) => last));
  const last = latest([lastIn, lastOut]);
  return { in: sum(came), out: sum(went), ...(lastIn && { lastIn }), ...(lastOut && { lastOut }), ...(last && { last }) };
}

const sum = (counts: MessageCount[]): number => counts.reduce((all, { count }) => all + count, 0);
