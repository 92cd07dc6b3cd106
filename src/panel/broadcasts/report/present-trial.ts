import type { Arm, Broadcast, ControlReport, Difference, Interval, TrialReport } from '../../../broadcasts/index.ts';
import { windows } from '../../../links/index.ts';
import { presentTime } from '../../present-time.ts';
import type { Viewer } from '../../viewer.ts';
import { counted, countWords, pointWords, rateWords, say, shareWords, variantName } from './words.ts';

const whatBy = { clicks: 'did.clicked', replies: 'did.replied', goal: 'goal' } as const;

/** The wordings side by side, and what their difference is worth. */
export function presentTrial(viewer: Viewer, { id }: Pick<Broadcast, 'id'>, { by, arms, winner, rest }: TrialReport) {
  return {
    byLabel: say(viewer, `trial.by.${by}`),
    winner: winner
      ? say(viewer, winner.by === 'numbers' ? 'trial.winner' : 'trial.winnerBy', {
          name: variantName(winner.variant),
          time: presentTime(viewer, winner.at).words,
        })
      : say(viewer, 'trial.noWinner'),
    ...(rest > 0 && { rest: say(viewer, 'trial.rest', { count: rest, number: countWords(viewer, rest) }) }),
    arms: arms.map((arm, place) =>
      presentArm(viewer, id, arm, { by, isOwn: place === 0, isWinner: winner?.variant === arm.variant }),
    ),
  };
}

interface Place {
  by: TrialReport['by'];
  isOwn: boolean;
  isWinner: boolean;
}

function presentArm(viewer: Viewer, broadcast: string, arm: Arm, { by, isOwn, isWinner }: Place) {
  const { variant, sent, share, interval, difference } = arm;
  return {
    name: say(viewer, 'trial.variant', { name: variantName(variant) }),
    isOwn,
    isWinner,
    sent: counted(viewer, broadcast, sent, { what: 'sent', variant }),
    did: counted(viewer, broadcast, share.count, { what: whatBy[by], variant }),
    rate: shareWords(viewer, share.count, share.of),
    ...(sent > 0 && { interval: intervalWords(viewer, interval) }),
    made: counted(viewer, broadcast, arm.made, { what: 'made.sent', variant }),
    unsubscribed: counted(viewer, broadcast, arm.unsubscribed, { what: 'did.unsubscribed', variant }),
    blocked: counted(viewer, broadcast, arm.blocked, { what: 'did.blocked', variant }),
    ...(difference && { difference: presentDifference(viewer, difference, 'trial') }),
  };
}

/** Those who were meant to get it against those who were left out. */
export function presentControl(viewer: Viewer, { id }: Pick<Broadcast, 'id'>, report: ControlReport) {
  const { won, difference, wonDifference, goal } = report;
  return {
    madeLabel: say(viewer, 'control.made', { days: windows.deal.days }),
    groups: (['treated', 'control'] as const).map(side => {
      const group = side === 'treated' ? 'meant' : 'control';
      return {
        name: say(viewer, `control.${side}`),
        people: counted(viewer, id, report[side].of, { what: group }),
        made: counted(viewer, id, report[side].count, { what: `made.${group}` }),
        ...shareOf(viewer, report, side),
        won: counted(viewer, id, won[side].count, { what: `won.${group}` }),
        wonRate: shareWords(viewer, won[side].count, won[side].of),
        ...(goal && {
          goal: {
            number: counted(viewer, id, goal[side].count, { what: `goal.${group}` }),
            ...shareOf(viewer, goal, side),
          },
        }),
      };
    }),
    difference: presentDifference(viewer, difference, 'control'),
    wonDifference: presentDifference(viewer, wonDifference, 'control'),
    ...(goal && { goalDifference: presentDifference(viewer, goal.difference, 'controlGoal') }),
  };
}

type Sides = Pick<ControlReport, 'treated' | 'control' | 'treatedInterval' | 'controlInterval'>;

const shareOf = (viewer: Viewer, sides: Sides, side: 'treated' | 'control') => ({
  rate: shareWords(viewer, sides[side].count, sides[side].of),
  interval: intervalWords(viewer, sides[`${side}Interval`]),
});

const intervalWords = (viewer: Viewer, { low, high }: Interval): string =>
  say(viewer, 'trial.interval', { low: rateWords(viewer, low), high: rateWords(viewer, high) });

function presentDifference(
  viewer: Viewer,
  { value, low, high, isClear, isTooFew }: Difference,
  of: 'trial' | 'control' | 'controlGoal',
) {
  const verdict = isTooFew ? 'tooFew' : !isClear ? 'same' : value > 0 ? 'better' : 'worse';
  return {
    verdict: say(viewer, `${of}.${verdict}`),
    state: verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : 'off',
    value: say(viewer, 'trial.points', { value: pointWords(viewer, value) }),
    span: say(viewer, 'trial.span', { low: pointWords(viewer, low), high: pointWords(viewer, high) }),
  };
}
