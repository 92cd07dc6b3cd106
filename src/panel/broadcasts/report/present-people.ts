import { type Behind, marks, outcomeOf, type ReportedPerson } from '../../../broadcasts/index.ts';
import type { Contact } from '../../../contacts/index.ts';
import { maySeeContact } from '../../card/may-see.ts';
import { contactName, presentAvatar } from '../../present-contact.ts';
import { presentRefusal } from '../../present-delivery.ts';
import { presentMessengerMark } from '../../present-messenger.ts';
import { presentPhone } from '../../present-phone.ts';
import { presentTime } from '../../present-time.ts';
import type { Viewer } from '../../viewer.ts';
import { countWords, moneyWords, say } from './words.ts';

/** Somebody whom a number counts. Of another's contact it is told what became of the message and no more. */
export function presentPerson(viewer: Viewer, { delivery, deals }: ReportedPerson, contact: Contact | undefined) {
  const outcome = outcomeOf(delivery);
  const [phone] = contact?.phones ?? [];
  const isShown = contact !== undefined && maySeeContact(viewer, contact);
  const won = deals.filter(({ state }) => state === 'won');
  return {
    ...who(viewer, delivery.contact, contact),
    messenger: presentMessengerMark(viewer, delivery.messenger),
    ...(isShown && phone && { phone: presentPhone(viewer, phone).words }),
    outcome: say(viewer, `outcome.${outcome}`),
    ...(delivery.reason !== undefined &&
      outcome !== 'sent' &&
      outcome !== 'control' && { reason: presentRefusal(viewer, delivery.reason) }),
    ...(delivery.sentAt && outcome !== 'waiting' && { at: presentTime(viewer, delivery.sentAt) }),
    did: marks.flatMap(mark => {
      const at = delivery[`${mark}At`];
      return at ? [{ words: say(viewer, `people.did.${mark}`), at: presentTime(viewer, at) }] : [];
    }),
    ...(deals.length > 0 && { deals: countWords(viewer, deals.length) }),
    ...(won.length > 0 && { won: won.map(({ amount = 0, currency }) => moneyWords(viewer, amount, currency)).join(' + ') }),
  };
}

/** A contact as a line of a list names it; the name of another's contact is not told. */
export function who(viewer: Viewer, id: string, contact: Contact | undefined) {
  if (!contact) return { name: say(viewer, 'people.gone') };
  if (!maySeeContact(viewer, contact)) return { name: say(viewer, 'people.hidden') };
  const name = contactName(viewer, contact);
  return { name, href: `/contacts/${id}`, avatar: presentAvatar(id, name) };
}

/** What a list is of, in words: the number it stands behind and what that is narrowed by. */
export function listTitle(viewer: Viewer, behind: Behind): { title: string; narrowed: string[] } {
  const { reason, messenger, variant, from, to } = behind;
  const time = (at: Date | undefined) => (at ? presentTime(viewer, at).words : '');
  return {
    title: titleOf(viewer, behind),
    narrowed: [
      ...(reason !== undefined ? [presentRefusal(viewer, reason)] : []),
      ...(messenger ? [presentMessengerMark(viewer, messenger).label] : []),
      ...(variant !== undefined ? [say(viewer, 'trial.variant', { name: variant.toUpperCase() })] : []),
      ...(from || to ? [say(viewer, 'people.between', { from: time(from), to: time(to) })] : []),
    ],
  };
}

function titleOf(viewer: Viewer, { what, address = '' }: Behind): string {
  if (what === 'audience') return say(viewer, 'people.all');
  if (what === 'link') return say(viewer, 'people.link', { address });
  if (what === 'meant') return say(viewer, 'people.meant');
  const [verb = '', group] = what.split('.');
  if (verb === 'goal') return say(viewer, group === 'control' ? 'people.goal_control' : 'people.goal');
  if (verb === 'did') return say(viewer, `tiles.${group}`);
  if (verb === 'made' || verb === 'won') return say(viewer, group === 'control' ? `people.${verb}_control` : `people.${verb}`);
  return say(viewer, `outcome.${what}`);
}
