import type { OnlyContacts } from '../../conversations/index.ts';
import { audiencePage, getSegment, inSegment, whichOf } from '../../segments/index.ts';
import type { Viewer } from '../viewer.ts';

/** A segment of so many is named whole; of a larger one it is asked about those who are on the page. */
const mostNamed = 500;

/** Whose conversations are wanted where the inbox is narrowed to a segment; nobody's where it is gone. */
export async function contactsOfSegment({ now, timeZone }: Viewer, segment: string): Promise<OnlyContacts> {
  if (!(await getSegment(segment))) return { few: [] };
  const rule = inSegment(segment);
  const { contacts, hasMore } = await audiencePage(rule, { now, timeZone, limit: mostNamed });
  return hasMore ? { which: ids => whichOf(ids, rule, { now, timeZone }) } : { few: contacts };
}
