import type { MessengerName } from '../messages/index.ts';
import type { MongoFilter, Rule } from '../rules/index.ts';
import { aggregateTraits, audienceFilter } from '../segments/index.ts';
import type { BroadcastAudience } from './broadcast.ts';
import type { BroadcastMeans } from './means.ts';

/** An audience as one rule; nothing where it is everybody. */
export function ruleOf({ include, exclude, rule }: Pick<BroadcastAudience, 'include' | 'exclude' | 'rule'>): Rule | undefined {
  const rules: Rule[] = [
    ...(include.length > 0 ? [{ field: 'segment', op: 'in' as const, value: include }] : []),
    ...(exclude.length > 0 ? [{ none: [{ field: 'segment', op: 'in' as const, value: exclude }] }] : []),
    ...(rule ? [rule] : []),
  ];
  return rules.length > 1 ? { all: rules } : rules[0];
}

export function filterOf(audience: BroadcastAudience, means: Pick<BroadcastMeans, 'now' | 'timeZone'>): Promise<MongoFilter> {
  return audienceFilter(ruleOf(audience), means);
}

/** The messengers of an audience in their order, those that are connected. */
export function messengersOf(
  { messengers }: Pick<BroadcastAudience, 'messengers'>,
  { connected }: Pick<BroadcastMeans, 'connected'>,
) {
  return messengers.filter(name => connected.includes(name));
}

/** The conversation in which a contact is spoken to, or null, as an expression of the database's: the first of the preference that there is. */
export function conversationExpression(messengers: MessengerName[]): object {
  if (messengers.length === 0) return { $literal: null };
  return { $ifNull: [...messengers.map(name => `$reach.${name}`), null] };
}

export interface Estimate {
  /** All who are in the audience. */
  total: number;
  /** To how many of them something can be sent. */
  reachable: number;
  /** By the messenger that each of them gets it in, in the order of the preference. */
  messengers: { messenger: MessengerName; count: number }[];
}

/** How many an audience is, and in which messengers it would get a mailing: while it is being chosen. */
export async function estimate(audience: BroadcastAudience, means: BroadcastMeans): Promise<Estimate> {
  const order = messengersOf(audience, means);
  const found = (await aggregateTraits([
    { $match: await filterOf(audience, means) },
    { $group: { _id: { $switch: { branches: branchesOf(order), default: null } }, count: { $sum: 1 } } },
  ])) as { _id: MessengerName | null; count: number }[];
  const counts = new Map(found.map(({ _id, count }) => [_id, count]));
  const messengers = order.map(messenger => ({ messenger, count: counts.get(messenger) ?? 0 }));
  const reachable = messengers.reduce((sum, { count }) => sum + count, 0);
  return { total: reachable + (counts.get(null) ?? 0), reachable, messengers };
}

function branchesOf(order: MessengerName[]): object[] {
  const branches = order.map(name => ({
    case: { $ne: [{ $ifNull: [`$reach.${name}`, null] }, null] },
    // biome-ignore lint/suspicious/noThenProperty: so the database calls it.
    then: { $literal: name },
  }));
  // A switch without branches is refused.
  return branches.length > 0 ? branches : [neverBranch];
}

// biome-ignore lint/suspicious/noThenProperty: so the database calls it.
const neverBranch = { case: { $literal: false }, then: null };
