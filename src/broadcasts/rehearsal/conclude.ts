import { linksOf } from '../../deliveries/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import { currentGauge } from '../../outbox/index.ts';
import { traitsAreWhole } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
import type { BroadcastMeans } from '../means.ts';
import { duesOf } from '../plan/due-of.ts';
import { clashesOf } from './clashes-of.ts';
import type { Rehearsal, Remark } from './rehearsal.ts';
import { type RehearsalDocument, rehearsalRows } from './rehearsal-model.ts';
import { secondsFor } from './time-it-takes.ts';

interface Group {
  _id: { state: 'planned' | 'suppressed'; reason: string | null; messenger: MessengerName; variant: string | null };
  count: number;
  until: Date | null;
  due: Date | null;
}

type Result = Omit<Rehearsal, 'id' | 'broadcast' | 'version' | 'state' | 'at' | 'hardest' | 'progress'>;

/** Puts together what a rehearsal has found, once everybody was looked at. */
export async function conclude(document: RehearsalDocument, broadcast: Broadcast, means: BroadcastMeans): Promise<Result> {
  const groups = await count(document._id);
  const [planned, suppressed] = [groups.filter(isPlanned), groups.filter(group => !isPlanned(group))];
  const willSend = total(planned);
  const { startsAt, tally } = document;
  const seconds = await secondsFor(tally.messages, { broadcast, startsAt, now: means.now });
  const endsAt = endOf(planned, { seconds, document, broadcast });
  const exclusions = sums(suppressed, ({ reason }) => reason ?? '');
  return {
    audience: willSend + total(suppressed),
    willSend,
    messengers: sums(planned, ({ messenger }) => messenger).map(([messenger, all]) => ({ messenger, count: all })),
    variants: sums(
      planned.filter(({ _id }) => _id.variant != null),
      ({ variant }) => variant ?? '',
    )
      .map(([variant, all]) => ({ variant, count: all }))
      .toSorted((one, other) => (one.variant < other.variant ? -1 : 1)),
    exclusions: exclusions.map(([reason, all]) => ({ reason, count: all })),
    waits: sums(
      planned.filter(({ _id, until }) => _id.reason != null && until != null),
      ({ reason }) => reason ?? '',
    ).map(([reason, all]) => ({ reason, count: all, until: tally.until[reason] ?? endsAt })),
    seconds,
    startsAt,
    endsAt,
    clashes: await clashesOf(broadcast, { ...means, startsAt, endsAt }),
    limits: limitsOf(exclusions, document),
    warnings: await warningsOf(document, broadcast, means),
  };
}

const isPlanned = ({ _id }: Group): boolean => _id.state === 'planned';
const total = (groups: Group[]): number => groups.reduce((sum, group) => sum + group.count, 0);

async function count(rehearsal: string): Promise<Group[]> {
  const match = { rehearsal, state: { $in: ['planned' as const, 'suppressed' as const] } };
  return rehearsalRows
    .aggregate<Group>([
      { $match: match },
      {
        $group: {
          _id: { state: '$state', reason: '$reason', messenger: '$messenger', variant: '$source.variant' },
          count: { $sum: 1 },
          until: { $max: '$until' },
          due: { $max: { $cond: [{ $lt: ['$due', lastDue] }, '$due', null] } },
        },
      },
    ])
    .toArray();
}

/** Who waits for a winner has no time of their own. */
const lastDue = new Date('9999-01-01T00:00:00Z');

/** The largest first. */
function sums<K extends string>(groups: Group[], keyOf: (of: Group['_id']) => K): [K, number][] {
  const counts = new Map<K, number>();
  for (const { _id, count: all } of groups) counts.set(keyOf(_id), (counts.get(keyOf(_id)) ?? 0) + all);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

/** The last of them has it when the latest turn, or wait, is over and all were sent; the trial's hours come on top. */
function endOf(
  planned: Group[],
  { seconds, document: { startsAt }, broadcast }: { seconds: number; document: RehearsalDocument; broadcast: Broadcast },
): Date {
  const latest = planned.reduce(
    (last, { until, due }) => Math.max(last, until?.getTime() ?? 0, due?.getTime() ?? 0),
    startsAt.getTime(),
  );
  const trial = broadcast.test && broadcast.test.share < 100 ? broadcast.test.hours * 60 * 60_000 : 0;
  // Turns of parts and zones overlap with the sending of those before; only the last of them takes its time after the end of all.
  const sending = Math.max(startsAt.getTime() + seconds * 1000, latest);
  return new Date(sending + trial);
}

function limitsOf(exclusions: [string, number][], { tally }: RehearsalDocument): Remark[] {
  const capped = exclusions.find(([reason]) => reason === 'tooOften')?.[1] ?? 0;
  return [
    ...(capped > 0 ? [{ code: 'caps' as const, facts: { count: capped } }] : []),
    ...(tally.split > 0 ? [{ code: 'split' as const, facts: { count: tally.split } }] : []),
  ];
}

async function warningsOf({ zones = [], startsAt, tally }: RehearsalDocument, broadcast: Broadcast, means: BroadcastMeans) {
  const { publicUrl, timeZone, now } = means;
  const { audience, content, test } = broadcast;
  const warnings: Remark[] = [];
  const contents = [content, ...(test?.variants ?? []).map(variant => variant.content)];
  const hasLinks = contents.some(each => audience.messengers.some(messenger => linksOf(each, { messenger }).length > 0));
  if (hasLinks && !publicUrl) warnings.push({ code: 'noPublicUrl', facts: {} });
  const { passed } = duesOf(broadcast, { start: startsAt, timeZone, zones });
  if (passed.length > 0) warnings.push({ code: 'localPassed', facts: { zones: passed } });
  if (!(await traitsAreWhole())) warnings.push({ code: 'traitsNotWhole', facts: {} });
  for (const { account, why, until, reason } of await currentGauge(now)) {
    if (!tally.messages[account] || why === undefined || why === 'pace' || why === 'again') continue;
    warnings.push({
      code: 'accountPaused',
      facts: { account, why, ...(until && { until }), ...(reason !== undefined && { reason }) },
    });
  }
  return warnings;
}
