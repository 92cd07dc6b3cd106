import { type Broadcast, everybodyOf, marks, outcomeOf, type ReportedPerson, reachedBy } from '../../../broadcasts/index.ts';
import { type Contact, getContacts } from '../../../contacts/index.ts';
import { clicksOf } from '../../../links/index.ts';
import { maySeeContact } from '../../card/may-see.ts';
import { contactName } from '../../present-contact.ts';
import { presentRefusal } from '../../present-delivery.ts';
import { presentMessengerMark } from '../../present-messenger.ts';
import { presentPhone } from '../../present-phone.ts';
import type { Viewer } from '../../viewer.ts';
import { say, variantName } from './words.ts';

const columns = [
  'contact',
  'id',
  'phone',
  'messenger',
  'variant',
  'outcome',
  'reason',
  'sentAt',
  'clickedAt',
  'openings',
  'repliedAt',
  'unsubscribedAt',
  'blockedAt',
  'goal',
  'deals',
  'won',
  'money',
  'currency',
] as const;

export const fileHeadings = (viewer: Viewer): string[] => columns.map(name => say(viewer, `file.${name}`));

/** Everybody of a mailing as lines of a table, with what came of it. `each` hears of every line. */
export async function* fileRows(viewer: Viewer, broadcast: Broadcast, each: () => void): AsyncGenerator<string[]> {
  for await (const people of everybodyOf(broadcast.id)) {
    const ids = people.map(({ delivery }) => delivery);
    const named = ids.map(({ contact }) => contact);
    const [contacts, openings, reached] = await Promise.all([
      getContacts(named),
      clicksOf(ids.filter(({ clickedAt }) => clickedAt).map(({ id }) => id)),
      reachedBy(broadcast, named, viewer),
    ]);
    const byId = new Map(contacts.map(contact => [contact.id, contact]));
    for (const person of people) {
      each();
      yield rowOf(viewer, person, {
        contact: byId.get(person.delivery.contact),
        openings: openings.get(person.delivery.id) ?? 0,
        reached: reached.has(person.delivery.contact),
      });
    }
  }
}

function rowOf(
  viewer: Viewer,
  { delivery, deals }: ReportedPerson,
  { contact, openings, reached }: { contact: Contact | undefined; openings: number; reached: boolean },
): string[] {
  const { source, reason, sentAt } = delivery;
  const outcome = outcomeOf(delivery);
  const won = deals.filter(({ state }) => state === 'won');
  const variant = source.kind === 'broadcast' ? source.variant : undefined;
  const marked = Object.fromEntries(marks.map(mark => [`${mark}At`, timeOf(viewer, delivery[`${mark}At`])]));
  const values: Partial<Record<string, string>> = {
    ...personOf(viewer, delivery.contact, contact),
    messenger: presentMessengerMark(viewer, delivery.messenger).label,
    variant: variant === undefined ? '' : variantName(variant),
    outcome: say(viewer, `outcome.${outcome}`),
    reason: reason === undefined || outcome === 'sent' || outcome === 'control' ? '' : presentRefusal(viewer, reason),
    sentAt: outcome === 'sent' || outcome === 'unknown' ? timeOf(viewer, sentAt) : '',
    ...marked,
    openings: openings > 0 ? String(openings) : '',
    goal: reached ? say(viewer, 'file.goal_yes') : '',
    deals: deals.length > 0 ? String(deals.length) : '',
    won: won.length > 0 ? String(won.length) : '',
    // Sums of several currencies stand beside each other: added up they would mean nothing.
    money: sumsOf(won)
      .map(([, sum]) => decimal(viewer, sum))
      .join(' + '),
    currency: sumsOf(won)
      .map(([currency]) => currency)
      .join(' + '),
  };
  return columns.map(name => values[name] ?? '');
}

function personOf(viewer: Viewer, id: string, contact: Contact | undefined): { contact: string; id: string; phone: string } {
  if (!contact) return { contact: say(viewer, 'people.gone'), id, phone: '' };
  if (!maySeeContact(viewer, contact)) return { contact: say(viewer, 'people.hidden'), id: '', phone: '' };
  const [phone] = contact.phones;
  return { contact: contactName(viewer, contact), id, phone: phone ? presentPhone(viewer, phone).words : '' };
}

function sumsOf(won: ReportedPerson['deals']): [currency: string, sum: number][] {
  const sums = new Map<string, number>();
  for (const { currency, amount = 0 } of won) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].filter(([, sum]) => sum > 0);
}

/** As a spreadsheet of that language reads a number. */
const decimal = ({ language }: Viewer, value: number): string =>
  language === 'ru' ? String(Math.round(value * 100) / 100).replace('.', ',') : String(Math.round(value * 100) / 100);

/** `2026-05-12 14:05`, by the firm's clock: spreadsheets sort it. */
function timeOf({ timeZone }: Viewer, at: Date | undefined): string {
  if (!at) return '';
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
}
