import { z } from 'zod';
import {
  behindNumbers,
  currentReport,
  getBroadcast,
  marks,
  outcomeOf,
  outcomes,
  peopleBehind,
  type ReportedPerson,
  withDeals,
} from '../../../broadcasts/index.ts';
import { messengerNames } from '../../../messages/index.ts';
import { paging } from '../filters.ts';
import { answerPage, byPages, pageOf } from '../lists.ts';
import { type Means, moment } from '../means.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';

const time = z.iso.datetime();
const whole = z.int().nonnegative();
const text = z.string().exactOptional();
const share = z.object({ count: whole, of: whole });
const interval = z.object({ low: z.number(), high: z.number() });
const difference = z
  .object({
    value: z.number().describe('The first share less the second one: 0.02 is two percentage points'),
    low: z.number(),
    high: z.number(),
    isClear: z.boolean().describe('Zero lies outside of the interval'),
    isTooFew: z.boolean().describe('There are too few people to say anything'),
  })
  .describe('With its interval of 95% (Newcombe 1998, method 10)');
const marked = Object.fromEntries(marks.map(mark => [mark, whole])) as Record<(typeof marks)[number], typeof whole>;
const counted = Object.fromEntries(outcomes.map(name => [name, whole])) as Record<(typeof outcomes)[number], typeof whole>;

/** Those who got it beside those who were held back. */
const compared = { treated: share, control: share, treatedInterval: interval, controlInterval: interval, difference };

const reportShape = z
  .object({
    audience: whole.describe('The sum of `outcomes`'),
    outcomes: z.object(counted),
    reasons: z.array(z.object({ outcome: z.enum(outcomes), reason: z.string(), count: whole })),
    results: z.object(marked).describe('People'),
    openings: whole.describe('How often links were opened in all'),
    links: z.array(z.object({ address: z.string(), people: whole, total: whole })),
    deals: z.object({
      deals: whole,
      won: whole,
      lost: whole,
      money: z.array(z.object({ currency: z.string(), sum: z.number() })).describe('Of deals that are won'),
    }),
    messengers: z.array(
      z.object({
        messenger: z.enum(messengerNames),
        audience: whole,
        sent: whole,
        unknown: whole,
        failed: whole,
        suppressed: whole,
        ...marked,
      }),
    ),
    timeline: z
      .object({
        unit: z.enum(['hour', 'day']),
        slots: z.array(z.object({ from: time, to: time, sent: whole, clicked: whole, replied: whole })),
      })
      .exactOptional(),
    trial: z
      .object({
        by: z.enum(['clicks', 'replies', 'goal']),
        arms: z.array(
          z.object({
            variant: z.string(),
            sent: whole,
            ...marked,
            made: whole.describe('People who made a deal within days'),
            won: whole,
            share,
            interval,
            difference: difference.exactOptional(),
          }),
        ),
        winner: z.object({ variant: z.string(), at: time, by: z.string() }).exactOptional(),
        rest: whole.describe('They wait for the winner, or got it'),
      })
      .exactOptional(),
    control: z
      .object({
        ...compared,
        won: z.object({ treated: share, control: share }),
        wonDifference: difference,
        goal: z
          .object(compared)
          .exactOptional()
          .describe('People who reached the goal of the trial, where somebody who got nothing can'),
      })
      .exactOptional()
      .describe('People who made a deal within days: of those it was meant for, of those held back'),
    countedAt: time,
  })
  .meta({ id: 'BroadcastReport' });

const personShape = z
  .object({
    id: z.string().describe('Of the delivery'),
    contact: z.string(),
    messenger: z.enum(messengerNames),
    outcome: z.enum(outcomes),
    reason: text,
    variant: text,
    sentAt: time.exactOptional(),
    clickedAt: time.exactOptional(),
    repliedAt: time.exactOptional(),
    unsubscribedAt: time.exactOptional(),
    blockedAt: time.exactOptional(),
    deals: z.array(
      z.object({
        deal: z.string(),
        state: z.enum(['open', 'won', 'lost']),
        amount: z.number().exactOptional(),
        currency: z.string(),
        at: time,
      }),
    ),
  })
  .meta({ id: 'ReportedPerson' });

const peopleQuery = z.strictObject({
  ...paging,
  what: z.enum(behindNumbers).default('audience').describe('The number of the report that is to be opened'),
  reason: z.string().max(1000).exactOptional(),
  messenger: z.enum(messengerNames).exactOptional(),
  variant: z.string().max(20).exactOptional(),
  address: z.string().max(2000).exactOptional().describe('With `what=link`: as it stands in `links`'),
  from: moment.exactOptional().describe('Only those to whom it happened from this moment on'),
  to: moment.exactOptional(),
});

/** What came of a mailing, and the people behind each number. */
export function reportRoutes({ config }: Pick<Means, 'config'>): ApiRoute[] {
  const { timeZone } = config;
  return [
    defineRoute({
      id: 'broadcasts.report',
      method: 'get',
      path: '/broadcasts/{id}/report',
      scope: 'broadcasts:read',
      summary: 'What came of a mailing by now',
      params: idParams,
      answer: reportShape,
      handler: async ({ params, now }) => currentReport(await getBroadcast(params.id), { now, timeZone }),
    }),
    defineRoute({
      id: 'broadcasts.report.people',
      method: 'get',
      path: '/broadcasts/{id}/report/people',
      scope: 'broadcasts:read',
      summary: 'The people whom a number of the report counts',
      params: idParams,
      query: peopleQuery,
      answer: pageOf(personShape),
      handler: async call => {
        const { params, query, now } = call;
        const broadcast = await getBroadcast(params.id);
        const { limit: _limit, cursor: _cursor, ...behind } = query;
        return answerPage(
          call,
          byPages(async page => {
            const { deliveries, total } = await peopleBehind(broadcast, behind, page, { now, timeZone });
            return { items: (await withDeals(deliveries)).map(presentPerson), total };
          }),
        );
      },
    }),
  ];
}

function presentPerson({ delivery, deals }: ReportedPerson) {
  const { id, contact, messenger, reason, source, sentAt, clickedAt, repliedAt, unsubscribedAt, blockedAt } = delivery;
  const outcome = outcomeOf(delivery);
  return {
    id,
    contact,
    messenger,
    outcome,
    ...(reason !== undefined && { reason }),
    ...(source.kind === 'broadcast' && source.variant !== undefined && { variant: source.variant }),
    ...(sentAt && (outcome === 'sent' || outcome === 'unknown') && { sentAt }),
    ...(clickedAt && { clickedAt }),
    ...(repliedAt && { repliedAt }),
    ...(unsubscribedAt && { unsubscribedAt }),
    ...(blockedAt && { blockedAt }),
    deals: deals.map(({ deal, state, amount, currency, at }) => ({
      deal,
      state,
      ...(amount !== undefined && { amount }),
      currency,
      at,
    })),
  };
}
