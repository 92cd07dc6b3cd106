import { type Broadcast, type BroadcastReport, fewest } from '../../../broadcasts/index.ts';
import { windows } from '../../../links/index.ts';
import { may } from '../../../staff/index.ts';
import { presentMessengerMark } from '../../present-messenger.ts';
import { presentTime } from '../../present-time.ts';
import type { Viewer } from '../../viewer.ts';
import { presentState, presentWhen } from '../present-state.ts';
import { presentOutcomes } from './present-outcomes.ts';
import { presentTimeline } from './present-timeline.ts';
import { presentControl, presentTrial } from './present-trial.ts';
import { counted, countWords, moneyWords, reportPath, say, shareWords } from './words.ts';

/** Everything on the page of a report, each number with its list. */
export function presentReport(viewer: Viewer, broadcast: Broadcast, report: BroadcastReport) {
  const { id } = broadcast;
  const { timeline, trial, control } = report;
  return {
    id,
    self: reportPath(id),
    back: { href: `/broadcasts/${id}`, label: broadcast.name },
    heading: say(viewer, 'title', { name: broadcast.name }),
    state: presentState(viewer, broadcast),
    when: presentWhen(viewer, broadcast),
    counted: say(viewer, 'counted', { time: presentTime(viewer, report.countedAt).words }),
    ...(viewer.staff && may(viewer.staff, 'export') && { csv: `${reportPath(id)}.csv` }),
    isUnderWay: broadcast.state === 'running' || broadcast.state === 'paused',
    isEmpty: report.audience === 0,
    emptyText: say(viewer, broadcast.schedule.kind === 'repeat' ? 'nobody.repeat' : 'nobody.text'),
    tiles: tilesOf(viewer, id, report),
    outcomes: presentOutcomes(viewer, id, report),
    ...(timeline && { timeline: presentTimeline(viewer, id, timeline) }),
    messengers: report.messengers.map(numbers => messengerLine(viewer, id, numbers)),
    links: linksOf(viewer, id, report),
    ...(trial && { trial: presentTrial(viewer, broadcast, trial) }),
    ...(control && { control: presentControl(viewer, broadcast, control) }),
    deals: dealsOf(viewer, id, report),
    method: methodOf(viewer, report),
  };
}

function tilesOf(viewer: Viewer, id: string, { audience, outcomes, results, openings, deals }: BroadcastReport) {
  const tile = (
    name: string,
    value: number,
    what: Parameters<typeof counted>[3]['what'],
    hint?: { words: string; href?: string },
  ) => ({
    name,
    label: say(viewer, `tiles.${name}`),
    number: counted(viewer, id, value, { what }),
    ...(hint && { hint }),
  });
  const ofSent = (value: number) => ({ words: say(viewer, 'ofSent', { share: shareWords(viewer, value, outcomes.sent) }) });
  const all = { words: say(viewer, 'openings', { count: openings, number: countWords(viewer, openings) }) };
  return [
    tile('audience', audience, 'audience'),
    tile('sent', outcomes.sent, 'sent', {
      words: say(viewer, 'ofAudience', { share: shareWords(viewer, outcomes.sent, audience) }),
    }),
    {
      ...tile('clicked', results.clicked, 'did.clicked', ofSent(results.clicked)),
      ...(openings > 0 && { more: { ...all, href: `${reportPath(id)}/openings` } }),
    },
    tile('replied', results.replied, 'did.replied', ofSent(results.replied)),
    tile('unsubscribed', results.unsubscribed, 'did.unsubscribed', ofSent(results.unsubscribed)),
    tile('blocked', results.blocked, 'did.blocked', ofSent(results.blocked)),
    {
      name: 'deals',
      label: say(viewer, 'tiles.deals'),
      number: dealNumber(viewer, id, deals.deals, ''),
      ...(deals.money[0] && { hint: { words: `${say(viewer, 'tiles.money')} ${moneyOf(viewer, deals.money)}` } }),
    },
  ];
}

function messengerLine(viewer: Viewer, id: string, { messenger, ...numbers }: BroadcastReport['messengers'][number]) {
  const cell = (label: string, value: number, what: Parameters<typeof counted>[3]['what'], hasShare = false) => ({
    label,
    ...counted(viewer, id, value, { what, messenger }),
    ...(hasShare && value > 0 && { share: shareWords(viewer, value, numbers.sent) }),
  });
  return {
    messenger: presentMessengerMark(viewer, messenger),
    cells: [
      cell(say(viewer, 'messengers.audience'), numbers.audience, 'audience'),
      cell(say(viewer, 'outcome.sent'), numbers.sent, 'sent'),
      cell(say(viewer, 'outcome.failed'), numbers.failed, 'failed'),
      cell(say(viewer, 'outcome.suppressed'), numbers.suppressed, 'suppressed'),
      cell(say(viewer, 'tiles.clicked'), numbers.clicked, 'did.clicked', true),
      cell(say(viewer, 'tiles.replied'), numbers.replied, 'did.replied', true),
      cell(say(viewer, 'tiles.unsubscribed'), numbers.unsubscribed, 'did.unsubscribed', true),
      cell(say(viewer, 'tiles.blocked'), numbers.blocked, 'did.blocked', true),
    ],
  };
}

function linksOf(viewer: Viewer, id: string, { links, outcomes }: BroadcastReport) {
  return links.map(({ address, people, total }) => ({
    address,
    people: counted(viewer, id, people, { what: 'link', address }),
    share: shareWords(viewer, people, outcomes.sent),
    total: {
      words: countWords(viewer, total),
      ...(total > 0 && { href: `${reportPath(id)}/openings?${new URLSearchParams({ address })}` }),
    },
  }));
}

function dealsOf(viewer: Viewer, id: string, { deals }: BroadcastReport) {
  return {
    lines: [
      { label: say(viewer, 'deals.all'), number: dealNumber(viewer, id, deals.deals, '') },
      { label: say(viewer, 'deals.open'), number: dealNumber(viewer, id, deals.deals - deals.won - deals.lost, 'open') },
      { label: say(viewer, 'deals.won'), number: dealNumber(viewer, id, deals.won, 'won') },
      { label: say(viewer, 'deals.lost'), number: dealNumber(viewer, id, deals.lost, 'lost') },
    ],
    ...(deals.money.length > 0 && {
      money: { words: moneyOf(viewer, deals.money), href: `${reportPath(id)}/deals?state=won` },
    }),
  };
}

function dealNumber(viewer: Viewer, id: string, value: number, state: string) {
  const words = countWords(viewer, value);
  return value > 0 ? { words, href: `${reportPath(id)}/deals${state ? `?state=${state}` : ''}` } : { words };
}

const moneyOf = (viewer: Viewer, money: BroadcastReport['deals']['money']): string =>
  money.map(({ sum, currency }) => moneyWords(viewer, sum, currency)).join(' + ');

function methodOf(viewer: Viewer, { trial, control }: BroadcastReport): string[] {
  return [
    say(viewer, 'method.clicks'),
    say(viewer, 'method.replies', { days: windows.reply.days }),
    say(viewer, 'method.blocks', { hours: windows.block.hours }),
    say(viewer, 'method.deals', { days: windows.deal.days }),
    say(viewer, 'method.shares'),
    ...(control ? [say(viewer, 'method.control')] : []),
    ...(trial || control ? [say(viewer, 'method.few', fewest)] : []),
  ];
}
