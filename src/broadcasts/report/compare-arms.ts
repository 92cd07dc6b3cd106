import { type BuyersOf, buyersByArm, unreachableReasons } from '../../links/index.ts';
import type { TraitMeans } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { variantsOf } from '../plan/arms.ts';
import { type ReportRow, sumOf } from './count-rows.ts';
import { countReached, isForAll } from './goal.ts';
import { type Difference, difference, type Interval, type Share, wilson } from './intervals.ts';
import { controlReason, outcomeFilter } from './outcome.ts';

/** A wording and what it led to. */
export interface Arm {
  variant: string;
  /** It was sent to so many. */
  sent: number;
  clicked: number;
  replied: number;
  unsubscribed: number;
  blocked: number;
  /** So many people made a deal within days, and won ones. */
  made: number;
  won: number;
  /** By what the trial goes, of those it was sent to. */
  share: Share;
  interval: Interval;
  /** Against the first wording; the first has none. */
  difference?: Difference;
}

export interface TrialReport {
  by: 'clicks' | 'replies' | 'goal';
  arms: Arm[];
  winner?: { variant: string; at: Date; by: string };
  /** They waited for the winner, or got it. */
  rest: number;
}

/** Of those who could be reached: who was meant to get it, sent or not, against who was held back on purpose. */
export interface ControlReport {
  treated: Share;
  control: Share;
  won: { treated: Share; control: Share };
  treatedInterval: Interval;
  controlInterval: Interval;
  /** Of the shares that made a deal. */
  difference: Difference;
  wonDifference: Difference;
  /** Who reached the goal of the trial, where somebody who got nothing could. */
  goal?: Comparison;
}

interface Comparison {
  treated: Share;
  control: Share;
  treatedInterval: Interval;
  controlInterval: Interval;
  difference: Difference;
}

/** What each wording led to; nothing without a trial. */
export async function compareArms(
  broadcast: Broadcast,
  rows: readonly ReportRow[],
  means: TraitMeans,
): Promise<TrialReport | undefined> {
  const { test } = broadcast;
  if (!test) return undefined;
  const buyers = await buyersByArm({ kind: 'broadcast', id: broadcast.id });
  const arms = await Promise.all(
    variantsOf(broadcast).map(async variant => {
      const fits = (row: ReportRow) => row.outcome === 'sent' && row.variant === variant;
      const sum = (number: Parameters<typeof sumOf>[1]) => sumOf(rows, number, fits);
      const [sent, clicked, replied] = [sum('count'), sum('clicked'), sum('replied')];
      const did = { clicks: clicked, replies: replied, goal: 0 }[test.by];
      const count = test.by === 'goal' ? await countReached(broadcast, armFilter(variant), means) : did;
      const share = { count, of: sent };
      return {
        variant,
        sent,
        clicked,
        replied,
        unsubscribed: sum('unsubscribed'),
        blocked: sum('blocked'),
        ...boughtBy(buyers, each => each.to === 'sent' && each.variant === variant),
        share,
        interval: wilson(share),
      };
    }),
  );
  const [first] = arms;
  return {
    by: test.by,
    arms: arms.map(arm => (first && arm !== first ? { ...arm, difference: difference(arm.share, first.share) } : arm)),
    ...(test.winner && { winner: test.winner }),
    rest: sumOf(rows, 'count', row => row.variant === undefined && (row.outcome === 'sent' || row.outcome === 'waiting')),
  };
}

/** The deliveries of a wording that its rates are counted of. */
export const armFilter = (variant: string): object => ({ ...outcomeFilter('sent'), 'source.variant': variant });

/** What a mailing changes, seen against those who were held back; nothing where nobody was. */
export async function compareControl(
  broadcast: Pick<Broadcast, 'id' | 'test'>,
  rows: readonly ReportRow[],
  means: TraitMeans,
): Promise<ControlReport | undefined> {
  const held = sumOf(rows, 'count', ({ outcome }) => outcome === 'control');
  if (held === 0) return undefined;
  const meant = sumOf(rows, 'count', isMeant);
  const [buyers, reached] = await Promise.all([
    buyersByArm({ kind: 'broadcast', id: broadcast.id }),
    reachedOf(broadcast, means),
  ]);
  const bought = boughtBy(buyers, ({ to }) => to !== 'control');
  const anyway = boughtBy(buyers, ({ to }) => to === 'control');
  const won = { treated: { count: bought.won, of: meant }, control: { count: anyway.won, of: held } };
  return {
    ...compare({ count: bought.made, of: meant }, { count: anyway.made, of: held }),
    won,
    wonDifference: difference(won.treated, won.control),
    ...(reached && { goal: compare({ count: reached.treated, of: meant }, { count: reached.control, of: held }) }),
  };
}

const compare = (treated: Share, control: Share): Comparison => ({
  treated,
  control,
  treatedInterval: wilson(treated),
  controlInterval: wilson(control),
  difference: difference(treated, control),
});

async function reachedOf(broadcast: Pick<Broadcast, 'id' | 'test'>, means: TraitMeans) {
  if (!(await isForAll(broadcast, means))) return undefined;
  const [treated, control] = await Promise.all([
    countReached(broadcast, meantFilter, means),
    countReached(broadcast, outcomeFilter('control'), means),
  ]);
  return { treated, control };
}

/** The control group was drawn among those who could be reached: the others are no part of the comparison. Nor is who never had their turn. */
function isMeant({ outcome, reason = '' }: ReportRow): boolean {
  if (outcome === 'suppressed') return !unreachableReasons.includes(reason);
  return outcome === 'sent' || outcome === 'unknown' || outcome === 'failed';
}

/** The same as a condition. */
export const meantFilter: object = {
  $or: [
    { state: { $in: ['sent', 'unknown', 'failed'] } },
    { state: 'suppressed', reason: { $nin: [...unreachableReasons, controlReason] } },
  ],
};

function boughtBy(buyers: readonly BuyersOf[], fits: (buyers: BuyersOf) => boolean): { made: number; won: number } {
  const fitting = buyers.filter(fits);
  return {
    made: fitting.reduce((sum, { made }) => sum + made, 0),
    won: fitting.reduce((sum, { won }) => sum + won, 0),
  };
}
