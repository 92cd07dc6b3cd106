import { type Contact, fieldsHiddenFrom } from '../contacts/index.ts';
import { openDealOf } from '../deals/index.ts';
import { t } from '../texts/index.ts';
import { presentPhone } from './present-phone.ts';
import type { Viewer } from './viewer.ts';

/** What canned replies can name, in the order in which their page tells of it. */
export const variableNames = [
  'contact.firstName',
  'contact.name',
  'contact.lastName',
  'contact.middleName',
  'contact.city',
  'contact.company',
  'contact.position',
  'contact.phone',
  'contact.email',
  'deal.title',
  'deal.amount',
  'staff.name',
] as const;

/** The values for a conversation. What this person may not see in full stays to be filled in by hand. */
export async function replyValues(viewer: Viewer, contact: Contact | undefined): Promise<Record<string, string | undefined>> {
  const deal = contact?.hasDeals ? await openDealOf(contact.id) : undefined;
  const seesPhones = viewer.staff?.rights.includes('seePhones') ?? false;
  const [phone] = contact?.phones ?? [];
  const full = [contact?.firstName, contact?.lastName].filter(Boolean).join(' ');
  const hidden = await fieldsHiddenFrom(viewer.staff?.role);
  const seen = Object.entries(contact?.fields ?? {}).filter(([name]) => !hidden.has(name));
  const fields = seen.map(([name, value]) => [`contact.fields.${name}`, wordsOf(viewer, value)]);
  return {
    ...Object.fromEntries(fields),
    'contact.firstName': contact?.firstName ?? contact?.name?.split(' ')[0],
    'contact.name': contact?.name || full,
    'contact.lastName': contact?.lastName,
    'contact.middleName': contact?.middleName,
    'contact.city': contact?.city,
    'contact.company': contact?.company,
    'contact.position': contact?.position,
    'contact.phone': seesPhones && phone ? presentPhone(viewer, phone).words : undefined,
    'contact.email': seesPhones ? contact?.emails[0] : undefined,
    'deal.title': deal?.title,
    'deal.amount': deal?.amount === undefined ? undefined : new Intl.NumberFormat(viewer.language).format(deal.amount),
    'staff.name': viewer.staff?.name,
  };
}

function wordsOf(viewer: Viewer, value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return new Intl.NumberFormat(viewer.language).format(value);
  if (Array.isArray(value))
    return value
      .map(each => wordsOf(viewer, each))
      .filter(Boolean)
      .join(', ');
  return undefined;
}

/** A variable as people call it; of a field, the field's own name. */
export function variableLabel(viewer: Pick<Viewer, 'language'>, name: string): string {
  const field = /^contact\.fields\.(.+)$/.exec(name)?.[1];
  const known = variableNames.find(each => each === name);
  return field ?? (known ? t(viewer.language, `panel:composer.variables.${known}`) : name);
}
