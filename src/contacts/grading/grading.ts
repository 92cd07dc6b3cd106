import { z } from 'zod';
import { documentFacts, matches, type Rule, ruleSchema } from '../../rules/index.ts';
import { type Category, type Contact, categories, type Temperature, temperatures } from '../contact.ts';

/** Who a rule holds for gets its grade; the first one that holds decides. */
export interface GradeRule<G> {
  to: G;
  rule: Rule;
}

/** How cards get their temperature and category, as long as nobody decided by hand. */
export interface Grading {
  temperature: { rules: GradeRule<Temperature>[]; otherwise: Temperature };
  category: { rules: GradeRule<Category>[]; otherwise: Category };
  /** IANA; calendar days of the rules are meant there. */
  timeZone: string;
  version: number;
}

const most = 20;

export const gradingSchema = z.object({
  temperature: z.object({
    rules: z.array(z.object({ to: z.enum(temperatures), rule: ruleSchema })).max(most),
    otherwise: z.enum(temperatures),
  }),
  category: z.object({
    rules: z.array(z.object({ to: z.enum(categories), rule: ruleSchema })).max(most),
    otherwise: z.enum(categories),
  }),
  timeZone: z.string().max(60),
});

/** What an installation begins with. */
export const defaultGrading: Grading = {
  temperature: {
    rules: [
      {
        to: 'hot',
        rule: {
          all: [
            { field: 'contact.lastActivityAt', op: 'newerThan', value: '2d' },
            { field: 'contact.openDeals', op: 'gte', value: 1 },
          ],
        },
      },
      { to: 'warm', rule: { all: [{ field: 'contact.lastActivityAt', op: 'newerThan', value: '14d' }] } },
    ],
    otherwise: 'cold',
  },
  category: {
    rules: [
      { to: 'vip', rule: { all: [{ field: 'contact.orders.count', op: 'gte', value: 5 }] } },
      { to: 'regular', rule: { all: [{ field: 'contact.orders.count', op: 'gte', value: 2 }] } },
      { to: 'active', rule: { all: [{ field: 'contact.orders.count', op: 'gte', value: 1 }] } },
      {
        to: 'active',
        rule: {
          all: [
            { field: 'contact.hasDeals', op: 'is', value: true },
            { field: 'contact.lastActivityAt', op: 'newerThan', value: '90d' },
          ],
        },
      },
      {
        to: 'dead',
        rule: {
          all: [
            { field: 'contact.reachable', op: 'is', value: false },
            { field: 'contact.lastActivityAt', op: 'olderThan', value: '365d' },
          ],
        },
      },
    ],
    otherwise: 'potential',
  },
  timeZone: 'Europe/Moscow',
  version: 0,
};

type Gradable = Pick<Contact, 'decided' | 'deletedAt' | 'identities' | 'phones' | 'emails'> & {
  temperature?: Temperature;
  category?: Category;
};

/**
 * A card with the grades that the rules give it; what a person decided stays. Rules see the card as `contact`, and as `contact.reachable`
 * whether there is any way left to it. Pure.
 */
export function grade<C extends Gradable>(contact: C, grading: Grading, now: Date): C {
  if (contact.deletedAt) return contact;
  const facts = documentFacts({ contact: { ...contact, reachable: isReachable(contact) } }, now, grading.timeZone);
  const temperature = contact.decided?.includes('temperature') ? contact.temperature : first(grading.temperature);
  const category = contact.decided?.includes('category') ? contact.category : first(grading.category);
  if (temperature === contact.temperature && category === contact.category) return contact;
  return { ...contact, ...(temperature && { temperature }), ...(category && { category }) };

  function first<G>({ rules, otherwise }: { rules: GradeRule<G>[]; otherwise: G }): G {
    return rules.find(({ rule }) => matches(facts, rule))?.to ?? otherwise;
  }
}

function isReachable({ identities, phones, emails }: Gradable): boolean {
  return phones.length > 0 || emails.length > 0 || identities.some(({ reachability }) => reachability.state === 'reachable');
}
