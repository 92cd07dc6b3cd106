import type { Contact, Identity, Touch } from '../contacts/index.ts';
import { t } from '../texts/index.ts';
import { messengerName, presentMessengerMark } from './present-messenger.ts';
import { presentPersonal, presentPhone } from './present-phone.ts';
import { presentDate, presentShortTime, presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

type Named = Pick<Viewer, 'language' | 'region'> & Partial<Pick<Viewer, 'staff'>>;

/** The name to call somebody by, or what stands for it while nobody knows the name: the phone, as far as the reader may see it. */
export function contactName(viewer: Named, contact: Contact | undefined): string {
  const { language } = viewer;
  if (!contact) return t(language, 'panel:contacts.nameless');
  const full = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  const [phone] = contact.phones;
  const name = contact.name || full;
  if (name) return presentPersonal(viewer, name);
  return (phone && presentPhone(viewer, phone).words) || t(language, 'panel:contacts.nameless');
}

/** Their picture, in the files room: that of the identity they write from, else any. */
export function pictureOf(contact: Contact | undefined, identity?: string): string | undefined {
  const identities = contact?.identities ?? [];
  return identities.find(({ key }) => key === identity)?.photo ?? identities.find(({ photo }) => photo)?.photo;
}

/** The round picture: theirs, or the first letters of a name and a quiet colour that stays the same for one person. */
export function presentAvatar(id: string, name: string, picture?: string) {
  const letters = name
    .split(/\s+/)
    .filter(word => /^\p{L}/u.test(word))
    .slice(0, 2)
    .map(word => word[0]?.toUpperCase())
    .join('');
  const tone = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1000, 7) % 6;
  return { letters, tone, ...(picture && { picture: `/files/${encodeURIComponent(picture)}/small` }) };
}

/** A line of the list of contacts. */
export function presentContactRow(viewer: Viewer, contact: Contact, names: ReadonlyMap<string, string> = new Map()) {
  const name = contactName(viewer, contact);
  const [phone] = contact.phones;
  return {
    id: contact.id,
    href: `/contacts/${contact.id}`,
    name,
    avatar: presentAvatar(contact.id, name, pictureOf(contact)),
    about: presentPersonal(viewer, [contact.company, contact.city].filter(Boolean).join(', ')),
    identities: contact.identities.map(identity => presentIdentity(viewer, identity)),
    ...(phone && { phone: presentPhone(viewer, phone) }),
    tags: contact.tags.slice(0, 3).map(tag => presentTag(viewer, tag)),
    ...(contact.tags.length > 3 && { moreTags: `+${contact.tags.length - 3}` }),
    ...(contact.source.first && { source: presentSource(viewer, contact.source.first) }),
    activity: presentShortTime(viewer, contact.lastActivityAt),
    ...(contact.owner && { owner: names.get(contact.owner) }),
    ...(contact.temperature && {
      temperature: { id: contact.temperature, label: t(viewer.language, `panel:card.temperature.${contact.temperature}`) },
    }),
    ...(contact.category && { category: t(viewer.language, `panel:card.category.${contact.category}`) }),
  };
}

/** The head of a card and everything on it that belongs to the person rather than to a conversation. */
export function presentContact(viewer: Viewer, contact: Contact) {
  const name = contactName(viewer, contact);
  const { first, last } = contact.source;
  return {
    id: contact.id,
    href: `/contacts/${contact.id}`,
    name,
    avatar: presentAvatar(contact.id, name, pictureOf(contact)),
    tags: contact.tags.map(tag => presentTag(viewer, tag)),
    identities: contact.identities.map(identity => presentIdentity(viewer, identity)),
    topics: Object.entries(contact.topics ?? {}).map(([topic, { wanted, at }]) => ({
      label: topic,
      words: t(viewer.language, `panel:card.${wanted ? 'topicWanted' : 'topicUnwanted'}`),
      when: presentTime(viewer, at),
    })),
    ...(contact.score !== 0 && { score: contact.score }),
    ...(first && { first: presentTouch(viewer, first) }),
    ...(last && first && last.at.getTime() !== first.at.getTime() && { last: presentTouch(viewer, last) }),
    created: t(viewer.language, 'panel:card.created', { time: presentTime(viewer, contact.createdAt).words }),
    activity: t(viewer.language, 'panel:card.activity', { time: presentTime(viewer, contact.lastActivityAt).words }),
    unreachable:
      contact.identities.length > 0 && contact.identities.every(({ reachability }) => reachability.state !== 'reachable'),
  };
}

/** A tag leads to everybody who has it; one that may not be read in full nowhere. */
function presentTag(viewer: Viewer, tag: string) {
  const label = presentPersonal(viewer, tag);
  return { label, ...(label === tag && { href: `/contacts?${new URLSearchParams({ tag })}` }) };
}

function presentIdentity(viewer: Viewer, identity: Identity) {
  const { messenger, reachability, name, username, membership } = identity;
  const { evidence } = reachability;
  const state = t(viewer.language, `panel:card.reachability.${reachability.state}`);
  const time = presentTime(viewer, reachability.at);
  const reachable = reachability.state === 'reachable';
  const mark = presentMessengerMark(viewer, messenger);
  return {
    ...mark,
    called: username ? `@${username}` : presentPersonal(viewer, name ?? ''),
    ...profileLink(identity),
    reachable,
    state,
    hint: `${mark.label}: ${reachable ? state : t(viewer.language, 'panel:card.reachabilitySince', { state, time: time.words })}`,
    since: time,
    evidence: t(viewer.language, `panel:card.reachabilityEvidence.${evidence}`),
    ...(membership && {
      membership: t(viewer.language, `panel:card.membership.${membership.joined ? 'joined' : 'left'}`, {
        time: presentTime(viewer, membership.at).words,
      }),
    }),
  };
}

function profileLink({ messenger, username, id }: Identity): { link?: string } {
  if (messenger === 'telegram') return username ? { link: `https://t.me/${username}` } : {};
  return messenger === 'vk' ? { link: `https://vk.com/id${id}` } : {};
}

/** A value of a custom field, or of an answer, as a person reads it. */
export function presentValue(viewer: Pick<Viewer, 'language'>, value: unknown): string {
  if (Array.isArray(value)) return value.map(item => presentValue(viewer, item)).join(', ');
  if (typeof value === 'boolean') return t(viewer.language, value ? 'panel:card.yes' : 'panel:card.no');
  if (typeof value === 'number') return new Intl.NumberFormat(viewer.language).format(value);
  if (typeof value === 'string') return /^(\d{4}|-)-\d{2}-\d{2}$/.test(value) ? presentDate(viewer, value) : value;
  return '';
}

function presentSource({ language }: Viewer, touch: Touch): string {
  const words = [touch.link, touch.detail].filter(Boolean).join(' · ');
  return words || t(language, 'panel:card.sourceDirect');
}

function presentTouch(viewer: Viewer, touch: Touch) {
  return { words: presentSource(viewer, touch), messenger: messengerName(touch.messenger), when: presentTime(viewer, touch.at) };
}

/** What has just gone into the trash, for the note that can take it back. */
export function presentTrashed(viewer: Viewer, ids: string[], chosen: Contact[]) {
  const [id] = ids;
  const name = contactName(
    viewer,
    chosen.find(contact => contact.id === id),
  );
  return { ids, count: ids.length, name, isOne: ids.length === 1 };
}
