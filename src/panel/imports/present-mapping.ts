import { type FieldDefinition, standardFieldNames } from '../../contacts/index.ts';
import { encodings, type Import, matchKeys, separators } from '../../imports/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { labelOf, visibleDefinitions } from '../card/card-fields.ts';
import type { Viewer } from '../viewer.ts';

/** The choice "make a field of this column", with its type. */
export const fieldMark = /^new:(text|number|date)$/;
const orders = ['order.date', 'order.sum', 'order.title', 'order.currency'];
const keys = ['cardId', 'externalId', 'telegram', 'vk'];
const separatorNames = { ';': 'semicolon', ',': 'comma', '\t': 'tab', '|': 'bar' } as const;

/** What a person says of a table before it is checked: each column with its beginning, and how cards are found. */
export function presentMapping(
  viewer: Viewer,
  item: Import,
  { definitions, wrong }: { definitions: FieldDefinition[]; wrong: unknown },
) {
  const words = (key: string, values = {}) => t(viewer.language, `panel:imports.${key}`, values);
  const seen = visibleDefinitions(viewer, definitions);
  const target = (value: string) => ({ value, label: words(`targets.${value}`) });
  const groups = [
    {
      label: words('groups.standard'),
      options: standardFieldNames.map(value => ({ value: value as string, label: labelOf(viewer, value) })),
    },
    { label: words('groups.other'), options: ['tags', 'owner'].map(target) },
    { label: words('groups.custom'), options: seen.map(({ key, title }) => ({ value: `fields.${key}`, label: title })) },
    { label: words('groups.keys'), options: keys.map(target) },
    { label: words('groups.order'), options: orders.map(target) },
  ];
  const choices = (name: string, values: readonly string[], on: string, key = name) =>
    values.map(value => ({ value, label: words(`${key}.${value}`), on: value === on }));
  const { wishes, shape } = item;
  return {
    columns: item.headings.map((heading, i) => {
      const chosen = wishes.targets[i] ?? '';
      const name = heading || words('column', { number: i + 1 });
      const options = groups.map(({ label, options: known }) => ({
        label,
        options: known.map(option => ({ ...option, on: option.value === chosen })),
      }));
      return {
        number: i,
        name,
        label: words('columnLabel', { name }),
        isWrong: Array.isArray(wrong) && wrong.includes(chosen),
        isSkipped: chosen === '',
        sample: item.sample
          .slice(0, 3)
          .map(row => row[i] ?? '')
          .filter(Boolean),
        groups: options.filter(group => group.options.length > 0),
        ...(may(viewer.staff ?? { rights: [] }, 'settings') && {
          fresh: {
            value: `new:${typeOf(item.sample.map(row => row[i] ?? ''))}`,
            label: words('newField', { name }),
            on: fieldMark.test(chosen),
          },
        }),
      };
    }),
    matches: choices('matches', matchKeys, wishes.match),
    existings: choices('existings', ['update', 'skip'], wishes.existing),
    missings: choices('missings', ['create', 'skip'], wishes.missing),
    clears: wishes.clears,
    hasHeading: item.hasHeading,
    ...(shape?.format === 'csv' && {
      encodings: choices('encodings', encodings, shape.encoding),
      separators: separators.map(value => ({
        value,
        label: words(`separators.${separatorNames[value]}`),
        on: value === shape.separator,
      })),
    }),
    ...(shape?.format === 'xlsx' &&
      shape.sheets.length > 1 && { sheets: shape.sheets.map((label, value) => ({ value, label, on: value === shape.sheet })) }),
  };
}

function typeOf(cells: string[]): 'text' | 'number' | 'date' {
  const filled = cells.filter(Boolean);
  if (filled.length > 0 && filled.every(cell => /^(\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d\d-\d\d)$/.test(cell))) return 'date';
  return filled.length > 0 && filled.every(cell => /^-?\d{1,9}([.,]\d+)?$/.test(cell)) ? 'number' : 'text';
}
