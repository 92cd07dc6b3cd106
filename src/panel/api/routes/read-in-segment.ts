import { type Contact, readContacts } from '../../../contacts/index.ts';
import { audiencePage, inSegment } from '../../../segments/index.ts';

/** A page of those of a segment on whom a condition holds too, by their ids; `place` is how far it has looked. */
export async function readInSegment(
  segment: string,
  { where, limit, after = '', ...means }: { where: object; limit: number; after?: string; now: Date; timeZone: string },
) {
  const contacts: Contact[] = [];
  let place = after;
  for (;;) {
    const page = await audiencePage(inSegment(segment), { limit: 200, after: place, ...means });
    const fitting = await readContacts({ where: { $and: [{ _id: { $in: page.contacts } }, where] }, limit: 200 });
    contacts.push(...fitting.contacts);
    place = page.contacts.at(-1) ?? place;
    if (contacts.length > limit || (contacts.length === limit && page.hasMore)) {
      const shown = contacts.slice(0, limit);
      return { contacts: shown, hasMore: true, place: shown.at(-1)?.id };
    }
    if (!page.hasMore) return { contacts, hasMore: false, place };
  }
}
