import { type DealNumbers, dealNumbers, type LinkNumbers } from '../../links/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import type { TraitMeans } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { type ControlReport, compareArms, compareControl, type TrialReport } from './compare-arms.ts';
import { countRows, type ReportRow, sumOf } from './count-rows.ts';
import { linkList } from './link-list.ts';
import { type Mark, marks, type Outcome, outcomes } from './outcome.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** How many came out so for one reason. */
export interface ReasonCount {
  outcome: Outcome;
  reason: string;
  count: number;
}

/** What one messenger brought. */
export interface MessengerNumbers extends Record<Mark, number> {
  messenger: MessengerName;
  audience: number;
  sent: number;
  unknown: number;
  failed: number;
  suppressed: number;
}

/** What became of a mailing, counted anew. */
export interface BroadcastReport {
  /** Everybody there is a row of; the sum of `outcomes`. */
  audience: number;
  outcomes: Record<Outcome, number>;
  reasons: ReasonCount[];
  /** People. */
  results: Record<Mark, number>;
  /** Openings of links in all. */
  openings: number;
  links: LinkNumbers[];
  deals: DealNumbers;
  messengers: MessengerNumbers[];
  timeline?: Timeline;
  trial?: TrialReport;
  control?: ControlReport;
  countedAt: Date;
}

/** Everything that is known of a mailing by now. Reads all its deliveries: for pages there is `currentReport`. */
export async function reportOf(broadcast: Broadcast, means: TraitMeans): Promise<BroadcastReport> {
  const source = { kind: 'broadcast', id: broadcast.id } as const;
  const [rows, links, deals, timeline] = await Promise.all([
    countRows(broadcast.id),
    linkList(broadcast),
    dealNumbers(source),
    timelineOf(broadcast.id, means.timeZone),
  ]);
  const [trial, control] = await Promise.all([compareArms(broadcast, rows, means), compareControl(broadcast, rows, means)]);
  return {
    audience: sumOf(rows),
    outcomes: Object.fromEntries(outcomes.map(name => [name, sumOf(rows, 'count', ({ outcome }) => outcome === name)])) as Record<
      Outcome,
      number
    >,
    reasons: reasonsOf(rows),
    results: Object.fromEntries(marks.map(mark => [mark, sumOf(rows, mark)])) as Record<Mark, number>,
    openings: links.reduce((sum, { total }) => sum + total, 0),
    links,
    deals,
    messengers: messengersOf(rows),
    ...(timeline && { timeline }),
    ...(trial && { trial }),
    ...(control && { control }),
    countedAt: means.now,
  };
}

/** Why people did not get it, or wait, the most frequent reason first. */
function reasonsOf(rows: readonly ReportRow[]): ReasonCount[] {
  const sums = new Map<string, ReasonCount>();
  for (const { outcome, reason, count } of rows) {
    if (reason === undefined || outcome === 'sent' || outcome === 'control') continue;
    const key = `${outcome} ${reason}`;
    sums.set(key, { outcome, reason, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].toSorted((a, b) => b.count - a.count);
}

function messengersOf(rows: readonly ReportRow[]): MessengerNumbers[] {
  const names = [...new Set(rows.map(({ messenger }) => messenger))];
  const numbers = names.map(messenger => {
    const own = rows.filter(row => row.messenger === messenger);
    const count = (name: Outcome) => sumOf(own, 'count', ({ outcome }) => outcome === name);
    return {
      messenger,
      audience: sumOf(own),
      sent: count('sent'),
      unknown: count('unknown'),
      failed: count('failed'),
      suppressed: count('suppressed'),
      clicked: sumOf(own, 'clicked'),
      replied: sumOf(own, 'replied'),
      unsubscribed: sumOf(own, 'unsubscribed'),
      blocked: sumOf(own, 'blocked'),
    };
  });
  return numbers.toSorted((a, b) => b.audience - a.audience);
}

interface Kept {
  report: Promise<BroadcastReport>;
  until: number;
}

const kept = new Map<string, Kept>();
const begun = new WeakMap<BroadcastReport, number>();

/** Whether a report was counted for somebody who asked before `asked` (`performance.now()`): what happened since may not be in it. */
export const isOlder = (report: BroadcastReport, asked: number): boolean => (begun.get(report) ?? asked) < asked;
const leastMs = 1000;
/** Counting takes at most so small a part of the time. */
const share = 10;
const mostKept = 100;

/** `reportOf`, asked of the database seldom enough that many open pages and a million deliveries are no burden. */
export function currentReport(broadcast: Broadcast, means: TraitMeans): Promise<BroadcastReport> {
  const began = performance.now();
  // What people set is a part of it: links, wordings, the winner.
  const key = `${broadcast.id} ${broadcast.version} ${broadcast.state} ${broadcast.test?.winner?.variant ?? ''} ${means.timeZone}`;
  const known = kept.get(key);
  if (known && known.until > began) return known.report;
  if (kept.size >= mostKept) kept.clear();
  const mine: Kept = { report: reportOf(broadcast, means), until: Number.POSITIVE_INFINITY };
  kept.set(key, mine);
  mine.report.then(
    report => {
      begun.set(report, began);
      const now = performance.now();
      mine.until = now + Math.max(leastMs, (now - began) * share);
    },
    () => kept.delete(key),
  );
  return mine.report;
}
