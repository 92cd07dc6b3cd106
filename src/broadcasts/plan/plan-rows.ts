import { aggregateTraits } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
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
 * Plans an audience from a place on, a stretch at a time, and tells after each where to go on, or nothing where that was the last. May be ended or
 * killed at any moment and begun again from the last place that was told.
 */
export async function* planStretches(means: PlanRows, place: PlanPlace): AsyncGenerator<PlanPlace | undefined, void> {
  let stretch: Stretch | undefined = await cut(means, place);
  while (stretch) {
    const next: PlanPlace | undefined = stretch.next;
    // Where the next one ends is looked for meanwhile: each processor of the database has work.
    const [coming]: [Stretch | undefined, unknown] = await Promise.all([next && cut(means, next), planStretch(means, stretch)]);
    yield next;
    stretch = coming;
  }
}

async function planStretch(means: PlanRows, { place, halves }: Stretch): Promise<void> {
  const { broadcast, start, timeZone, zones } = means;
  const pause = broadcast.parts ? place.part * broadcast.parts.pauseMinutes * 60_000 : 0;
  const dues = laterBy(pause, duesOf(broadcast, { start, timeZone, zones }));
  // A database plans one half in one processor; two of them are done in little more than the time of one.
  await Promise.all(halves.map(half => aggregateTraits(planStages(means, half, dues))));
  await nameReasons(means);
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

/** So many people in two halves, and where to go on: nothing where there are no more. */
interface Stretch {
  place: PlanPlace;
  halves: Half[];
  next: PlanPlace | undefined;
}

async function cut(means: PlanRows, place: PlanPlace): Promise<Stretch> {
  const { after } = place;
  const { parts } = means.broadcast;
  const room = parts ? Math.min(stretchSize, parts.size - place.inPart) : stretchSize;
  const first = Math.ceil(room / 2);
  const middle = await endOf(means, after, first);
  if (middle === undefined) return { place, halves: [{ after, upTo: undefined }], next: undefined };
  const upTo = room === first ? middle : await endOf(means, middle, room - first);
  const halves = [{ after, upTo: middle }, ...(room === first ? [] : [{ after: middle, upTo }])];
  return { place, halves, next: upTo === undefined ? undefined : placeAfter(place, { upTo, room, parts }) };
}

function placeAfter(
  { part, inPart }: PlanPlace,
  { upTo: after, room, parts }: { upTo: string; room: number; parts: Broadcast['parts'] },
): PlanPlace {
  if (!parts) return { after, part, inPart };
  const filled = inPart + room;
  return filled >= parts.size ? { after, part: part + 1, inPart: 0 } : { after, part, inPart: filled };
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
