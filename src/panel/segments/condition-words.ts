import { inputOf, opLabel, type TraitField } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { presentDate, presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

type Reader = Pick<Viewer, 'language' | 'timeZone' | 'now'>;
interface Condition {
  field: string;
  op: string;
  value: unknown;
}

const mostNamed = 12;

/** A condition as people say it: "Метки содержат любую из: vip, опт". A field that is there no more keeps its path. */
export function conditionWords(reader: Reader, condition: Condition, field: TraitField | undefined) {
  const { language } = reader;
  const { op, value } = condition;
  if (!field) return { field: condition.field, op: '', value: JSON.stringify(value) };
  if (field.hidden) return { field: field.label[language], op: '', value: '' };
  const takes = inputOf(field.kind, op);
  return {
    // Its operators say already what they are about.
    field: field.kind === 'segment' ? '' : field.label[language],
    op: opLabel(language, field.kind, op, value),
    value: takes === 'none' ? '' : valueWords(reader, value, field, op),
  };
}

/** A value in words: choices by their names, dates and numbers as people write them, nothing as such. */
export function valueWords(reader: Reader, value: unknown, field?: TraitField, op?: string): string {
  const { language } = reader;
  const words = (key: string, values = {}) => t(language, `panel:segments.value.${key}`, values);
  if (value === undefined || value === null || value === '') return words('nothing');
  if (Array.isArray(value)) return listWords(reader, value, field, op);
  if (value instanceof Date) return presentTime(reader, value).words;
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no');
  const choice = field?.choices?.find(each => each.value === String(value));
  if (choice) return choice.label[language];
  if (typeof value === 'number') return new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const [, amount, unit] = op ? (/^(\d+)\s*([dhw])$/.exec(text) ?? []) : [];
  if (amount && unit && isPeriod(op)) {
    const period = words(`period.${unit}`, { count: Number(amount) });
    return op === 'olderThan' ? words('ago', { period }) : period;
  }
  if (/^(\d{4}|-)-\d\d-\d\d$/.test(text)) return presentDate(reader, text);
  return text;
}

const isPeriod = (op: string | undefined): boolean => op === 'newerThan' || op === 'olderThan' || op === 'anniversaryWithin';

function listWords(reader: Reader, values: unknown[], field?: TraitField, op?: string): string {
  if (values.length === 0) return t(reader.language, 'panel:segments.value.nothing');
  const named = values.slice(0, mostNamed).map(each => valueWords(reader, each, field, op));
  const rest = values.length - named.length;
  if (op === 'between') return named.join(' – ');
  return [...named, ...(rest > 0 ? [t(reader.language, 'panel:segments.value.more', { count: rest })] : [])].join(', ');
}
