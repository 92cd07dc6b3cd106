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
  const { treated, control, won, treatedInterval, controlInterval, difference, wonDifference } = report;
  return {
    madeLabel: say(viewer, 'control.made', { days: windows.deal.days }),
    groups: [
      {
        name: say(viewer, 'control.treated'),
        people: counted(viewer, id, treated.of, { what: 'meant' }),
        made: counted(viewer, id, treated.count, { what: 'made.meant' }),
        rate: shareWords(viewer, treated.count, treated.of),
        interval: intervalWords(viewer, treatedInterval),
        won: counted(viewer, id, won.treated.count, { what: 'won.meant' }),
        wonRate: shareWords(viewer, won.treated.count, won.treated.of),
      },
      {
        name: say(viewer, 'control.control'),
        people: counted(viewer, id, control.of, { what: 'control' }),
        made: counted(viewer, id, control.count, { what: 'made.control' }),
        rate: shareWords(viewer, control.count, control.of),
        interval: intervalWords(viewer, controlInterval),
        won: counted(viewer, id, won.control.count, { what: 'won.control' }),
        wonRate: shareWords(viewer, won.control.count, won.control.of),
      },
    ],
    difference: presentDifference(viewer, difference, 'control'),
    wonDifference: presentDifference(viewer, wonDifference, 'control'),
  };
}

const intervalWords = (viewer: Viewer, { low, high }: Interval): string =>
  say(viewer, 'trial.interval', { low: rateWords(viewer, low), high: rateWords(viewer, high) });

function presentDifference(viewer: Viewer, { value, low, high, isClear, isTooFew }: Difference, of: 'trial' | 'control') {
  const verdict = isTooFew ? 'tooFew' : !isClear ? 'same' : value > 0 ? 'better' : 'worse';
  return {
    verdict: say(viewer, `${of}.${verdict}`),
    state: verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : 'off',
    value: say(viewer, 'trial.points', { value: pointWords(viewer, value) }),
    span: say(viewer, 'trial.span', { low: pointWords(viewer, low), high: pointWords(viewer, high) }),
  };
}
