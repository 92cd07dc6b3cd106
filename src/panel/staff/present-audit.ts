import { scopes } from '../../keys/index.ts';
import type { Staff, StoredAuditEntry } from '../../staff/index.ts';
import { isBuiltIn, rights } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { messengerName } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

type People = ReadonlyMap<string, Staff>;

/** One entry of the audit: when, who, what, to whom. */
export function presentAudit(
  viewer: Viewer,
  entry: StoredAuditEntry,
  { people, contacts }: { people: People; contacts: ReadonlyMap<string, string> },
) {
  const { subject, contact } = entry;
  return {
    when: presentTime(viewer, entry.at),
    who: whoDid(entry, people),
    ...(entry.staff && people.has(entry.staff) && { whoHref: personHref(entry.staff) }),
    what: auditWhat(viewer, entry),
    details: auditDetails(viewer, entry, people),
    address: entry.address?.replace(/^::ffff:/, ''),
    isBad: entry.what === 'signInRefused' || entry.what === 'signInLocked',
    ...(subject && { subject: { name: people.get(subject)?.name ?? subject, href: personHref(subject) } }),
    ...(contact && { contact: { name: contacts.get(contact) ?? contact, href: `/contacts/${encodeURIComponent(contact)}` } }),
  };
}

const personHref = (id: string) => `/settings/staff/${encodeURIComponent(id)}`;

/** By name; who has no account, by the address that was typed. */
export const whoDid = ({ staff, email }: StoredAuditEntry, people: People): string =>
  (staff && people.get(staff)?.name) || email || staff || '—';

export const auditWhat = ({ language }: Pick<Viewer, 'language'>, { what }: StoredAuditEntry): string =>
  t(language, `panel:audit.what.${what}`);

/** What else is known of it, as words. */
export function auditDetails(viewer: Pick<Viewer, 'language'>, entry: StoredAuditEntry, people: People): string {
  const { flow, revision, messenger, transport, facts = {} } = entry;
  const told = Object.entries(facts).map(([name, value]) => detail(viewer, name, value, people));
  const [account = ''] = messenger?.split(':') ?? [];
  return [
    messenger && messengerName(messengers.find(name => name === account) ?? 'web'),
    transport,
    flow && labelled(viewer, 'flow', flow),
    revision && labelled(viewer, 'revision', revision.slice(0, 8)),
    ...told,
  ]
    .filter(Boolean)
    .join(' · ');
}

const messengers = ['telegram', 'vk', 'web'] as const;

function detail(viewer: Pick<Viewer, 'language'>, name: string, value: string | number | boolean, people: People): string {
  const { language } = viewer;
  if (typeof value === 'boolean') return value ? labelled(viewer, name) : '';
  if (typeof value === 'number') return labelled(viewer, name, new Intl.NumberFormat(language).format(value));
  return labelled(viewer, name, valueWords(viewer, name, value, people));
}

function valueWords({ language }: Pick<Viewer, 'language'>, name: string, value: string, people: People): string {
  if (name === 'to') return people.get(value)?.name ?? value;
  if (name === 'rights') {
    const given = rights.filter(right => value.split(',').includes(right));
    return given.map(right => t(language, `panel:staff.rights.${right}.name`)).join(', ') || '—';
  }
  if ((name === 'role' || name === 'before') && isBuiltIn(value)) return t(language, `panel:roles.${value}`);
  if (name === 'scopes') {
    const given = scopes.filter(scope => value.split(' ').includes(scope));
    return given.map(scope => t(language, `panel:api.scope.${scope.replace(':', '_')}`)).join(', ') || '—';
  }
  // What somebody typed may hold the signs that separate keys.
  if (!/^\w+$/.test(value)) return value;
  const key = `panel:audit.values.${name}.${value}`;
  const text = t(language, key);
  return key.endsWith(text) ? value : text;
}

/** A name that the texts do not know stands as it is. */
function labelled({ language }: Pick<Viewer, 'language'>, name: string, value?: string): string {
  const key = `panel:audit.facts.${name}`;
  const text = t(language, key);
  const label = key.endsWith(text) ? name : text;
  return value === undefined ? label : `${label}: ${value}`;
}
