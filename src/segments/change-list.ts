import { AppError } from '../lib/app-error.ts';
import { putOnList, takeOffList } from './list-members.ts';
import { needSegment } from './read-segments.ts';
import type { Segment } from './segment.ts';
import { refreshTraits } from './traits/index.ts';

interface By {
  /** Id of the staff. */
  by: string;
  now: Date;
  timeZone: string;
}

const batch = 500;

/** Puts contacts on a list, and answers how many are new on it. AppError `segments.not_found`, `segments.no_list` of a segment by rule. */
export async function addToList(segment: string, contacts: string[], { by, now, timeZone }: By): Promise<number> {
  await needList(segment);
  const added = await putOnList(segment, contacts, { by, now });
  await tell(contacts, { now, timeZone });
  return added;
}

/** Takes contacts off a list, and answers how many were on it. AppError as `addToList`. */
export async function removeFromList(segment: string, contacts: string[], { now, timeZone }: By): Promise<number> {
  await needList(segment);
  const removed = await takeOffList(segment, contacts, now);
  await tell(contacts, { now, timeZone });
  return removed;
}

async function needList(id: string): Promise<Segment> {
  const segment = await needSegment(id);
  if (segment.kind !== 'list')
    throw new AppError('segments.no_list', 'Who is in this segment is decided by its rule. Choose a list.', {
      id,
      name: segment.name,
    });
  return segment;
}

/** So many are seen on a list at once; of more the next tick of the traits takes care, so that nobody waits for a whole import. */
const mostAtOnce = 1000;

/** Whoever looks at the list next sees it as it is by now; should this be cut off, the next tick of the traits does the rest. */
async function tell(contacts: string[], means: { now: Date; timeZone: string }): Promise<void> {
  if (contacts.length > mostAtOnce) return;
  for (let i = 0; i < contacts.length; i += batch) await refreshTraits(contacts.slice(i, i + batch), means);
}
