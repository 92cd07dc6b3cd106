import {
  type Contact,
  type FieldDefinition,
  type FieldValue,
  maskEmail,
  maskPhone,
  standardFieldNames,
} from '../../contacts/index.ts';
import { t } from '../../texts/index.ts';
import { labelOf, visibleDefinitions } from '../card/card-fields.ts';
import { presentPersonal, seesPhones } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';

export interface ExportColumn {
  name: string;
  label: string;
  /** Ticked before anybody chooses. */
  isUsual: boolean;
  value(contact: Contact): string;
}

const usual: ReadonlySet<string> = new Set(['name', 'city', 'birthday', 'company', 'tags', 'owner']);

/** What of a card may be taken out by this person: hidden fields are not there, phones and e-mails are masked for who may not see them. */
export function exportColumns(
  viewer: Viewer,
  { definitions, staff }: { definitions: FieldDefinition[]; staff: ReadonlyMap<string, string> },
): ExportColumn[] {
  const words = (key: string) => t(viewer.language, `panel:imports.export.${key}`);
  const sees = seesPhones(viewer);
  const personal = (text: string) => presentPersonal(viewer, text);
  const column = (name: string, label: string, value: ExportColumn['value']): ExportColumn => ({
    name,
    label,
    value,
    isUsual: usual.has(name),
  });
  const standard = standardFieldNames.map(name => {
    if (name === 'phone')
      return {
        ...column('phones', words('phones'), ({ phones }) => phones.map(phone => (sees ? phone : maskPhone(phone))).join(', ')),
        isUsual: true,
      };
    if (name === 'email')
      return {
        ...column('emails', words('emails'), ({ emails }) => emails.map(email => (sees ? email : maskEmail(email))).join(', ')),
        isUsual: true,
      };
    return column(name, labelOf(viewer, name), contact => personal(contact[name] ?? ''));
  });
  return [
    column('id', words('id'), ({ id }) => id),
    ...standard,
    column('tags', words('tags'), ({ tags }) => personal(tags.join(', '))),
    column('owner', words('owner'), ({ owner }) => (owner ? (staff.get(owner) ?? owner) : '')),
    column('temperature', words('temperature'), ({ temperature }) =>
      temperature ? t(viewer.language, `panel:card.temperature.${temperature}`) : '',
    ),
    column('category', words('category'), ({ category }) =>
      category ? t(viewer.language, `panel:card.category.${category}`) : '',
    ),
    column('orders', words('orders'), ({ orders }) => (orders ? String(orders.count) : '')),
    column('sum', words('sum'), ({ orders }) => (orders ? `${orders.sum} ${orders.currency}` : '')),
    column('created', words('created'), ({ createdAt }) => dayOf(createdAt, viewer.timeZone)),
    column('activity', words('activity'), ({ lastActivityAt }) => dayOf(lastActivityAt, viewer.timeZone)),
    ...visibleDefinitions(viewer, definitions).map(field =>
      column(`fields.${field.key}`, field.title, ({ fields }) => personal(wordsOf(viewer, field, fields[field.key], staff))),
    ),
  ];
}

function wordsOf(
  { language }: Viewer,
  { type }: FieldDefinition,
  value: FieldValue | undefined,
  staff: ReadonlyMap<string, string>,
): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value === 'boolean') return language === 'ru' ? (value ? 'да' : 'нет') : value ? 'yes' : 'no';
  if (type === 'staff') return staff.get(String(value)) ?? String(value);
  return String(value);
}

function dayOf(at: Date, timeZone: string): string {
  return at.toLocaleDateString('sv-SE', { timeZone });
}
