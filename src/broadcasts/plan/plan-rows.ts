import { aggregateTraits } from '../../segments/index.ts';
import { type Dues, duesOf } from './due-of.ts';
import { nameReasons } from './name-reasons.ts';
import { type PlanMeans, peopleStages, planStages } from './plan-stages.ts';

/** How far planning has come: whoever goes on begins where the last one ended. */
export interface PlanPlace {
  /** The last contact that was looked at. */
  after: string;
  /** Which part is being filled, from 0, and how many are in it. */
  part: number;
  inPart: number;
}

export const planBegins: PlanPlace = { after: '', part: 0, inPart: 0 };

/** So many contacts are one command: a second or so of the database's time. */
const stretchSize = 20_000;

export interface PlanRows extends PlanMeans {
  /** When the first of them may go. */
  start: Date;
  timeZone: string;
  /** The time zones that contacts of the audience live in, where each gets it by their own clock. */
  zones: string[];
}

/**
 * Plans the next stretch of an audience and answers where to go on, or nothing where that was the last. May be killed at any moment and done
 * again from the same place.
 */
export async function planStretch(means: PlanRows, place: PlanPlace): Promise<PlanPlace | undefined> {
  const { broadcast, start, timeZone, zones } = means;
  const { parts } = broadcast;
  const room = parts ? Math.min(stretchSize, parts.size - place.inPart) : stretchSize;
  const { halves, upTo } = await cut(means, place.after, room);
  const pause = parts ? place.part * parts.pauseMinutes * 60_000 : 0;
  const dues = laterBy(pause, duesOf(broadcast, { start, timeZone, zones }));
  // A database plans one half in one processor; two of them are done in little more than the time of one.
  await Promise.all(halves.map(half => aggregateTraits(planStages(means, half, dues))));
  await nameReasons(means);
  if (upTo === undefined) return undefined;
  if (!parts) return { ...place, after: upTo };
  const inPart = place.inPart + room;
  return inPart >= parts.size ? { after: upTo, part: place.part + 1, inPart: 0 } : { after: upTo, part: place.part, inPart };
}

function laterBy(ms: number, { usual, waiting, zones, passed }: Dues): Dues {
  const later = (due: Date) => new Date(due.getTime() + ms);
  return {
    usual: later(usual),
    waiting: later(waiting),
    zones: zones.map(({ zone, due }) => ({ zone, due: later(due) })),
    passed,
  };
}

interface Half {
  after: string;
  upTo: string | undefined;
}

/** Two halves of a stretch of so many people, and where it ends: nothing where there are no more. */
async function cut(means: PlanRows, after: string, room: number): Promise<{ halves: Half[]; upTo: string | undefined }> {
  const first = Math.ceil(room / 2);
  const middle = await endOf(means, after, first);
  if (middle === undefined || room === first) return { halves: [{ after, upTo: middle }], upTo: middle };
  const upTo = await endOf(means, middle, room - first);
  return {
    halves: [
      { after, upTo: middle },
      { after: middle, upTo },
    ],
    upTo,
  };
}

/** The contact with which a stretch ends; nothing where it is the last one. Without parts it is no matter who of them gets anything. */
async function endOf(means: PlanRows, after: string, size: number): Promise<string | undefined> {
  const { broadcast } = means;
  const stages = broadcast.parts
    ? [...peopleStages(means, { after, upTo: undefined }), { $match: { conversation: { $ne: null }, isControl: { $ne: true } } }]
    : [{ $match: { _id: { $gt: after } } }];
  const [end] = await aggregateTraits([
    ...stages,
    { $sort: { _id: 1 } },
    { $skip: size - 1 },
    { $limit: 1 },
    { $project: { _id: 1 } },
  ]);
  return end && '_id' in end && typeof end._id === 'string' ? end._id : undefined;
}

/** The time zones that the contacts of an audience live in. */
export async function zonesOf({ broadcast, filter }: Pick<PlanMeans, 'broadcast' | 'filter'>): Promise<string[]> {
  if (broadcast.schedule.kind !== 'local') return [];
  const found = await aggregateTraits([{ $match: filter }, { $group: { _id: '$contact.timeZone' } }]);
  return found.flatMap(zone => ('_id' in zone && typeof zone._id === 'string' && zone._id !== '' ? [zone._id] : []));
}
