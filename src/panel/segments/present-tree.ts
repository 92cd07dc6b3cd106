import { asksOfMailings, inputOf, opLabel, type TraitField } from '../../segments/index.ts';
import { type Language, t } from '../../texts/index.ts';
import { deepest } from './change-draft.ts';
import { toPlace } from './read-draft.ts';
import { type DraftCondition, type DraftGroup, type DraftRule, isGroup } from './rule-draft.ts';

interface Around {
  language: Language;
  name: string;
  fields: ReadonlyMap<string, TraitField>;
  /** Words by the place of the row that is wrong. */
  problems: ReadonlyMap<string, string>;
  /** The row that the writer is at. */
  focus?: string;
}

/** The rows and groups of a builder, ready to be shown. */
export function presentTree(draft: DraftGroup, around: Around) {
  return presentGroup(draft, [], { isFirst: true, isLast: true }, around);
}

interface Ends {
  isFirst: boolean;
  isLast: boolean;
}

function presentGroup(draft: DraftGroup, at: number[], ends: Ends, around: Around): object {
  const { language } = around;
  const words = (key: string, values = {}) => t(language, `panel:segments.builder.${key}`, values);
  const base = commonOf(at, ends, around);
  return {
    ...base,
    isGroup: true,
    isRoot: at.length === 0,
    label: at.length === 0 ? words('root') : words('group', { number: numberOf(at) }),
    isName: `${around.name}.is.${base.place}`,
    kinds: (['all', 'any', 'none'] as const).map(value => ({ value, label: words(`is.${value}`), on: value === draft.is })),
    between: words(`between.${draft.is}`),
    isEmpty: draft.of.length === 0,
    canNest: at.length < deepest - 1,
    rows: draft.of.map((row, i) => ({
      ...presentRow(row, [...at, i], { isFirst: i === 0, isLast: i === draft.of.length - 1 }, around),
      ...(i > 0 && { joint: words(`between.${draft.is}`) }),
    })),
  };
}

function presentRow(row: DraftRule, at: number[], ends: Ends, around: Around): object {
  return isGroup(row) ? presentGroup(row, at, ends, around) : presentCondition(row, at, ends, around);
}

function commonOf(at: number[], { isFirst, isLast }: Ends, { name, problems, focus, language }: Around) {
  const place = toPlace(at);
  const problem = problems.get(place);
  return {
    place,
    // Used in ids: a name of a field has dots, which selectors take for classes.
    id: `${name}-${place}`.replaceAll('.', '_'),
    doName: `${name}.do`,
    verbs: [
      ...(isFirst ? [] : ['up']),
      ...(isLast ? [] : ['down']),
      ...(at.length < deepest - 1 ? ['in'] : []),
      ...(at.length > 1 ? ['out'] : []),
    ].map(verb => ({ verb, press: `${verb}:${place}`, label: t(language, `panel:segments.builder.${verb}`) })),
    isFocus: focus === place,
    ...(problem && { problem }),
  };
}

function presentCondition(row: DraftCondition, at: number[], ends: Ends, around: Around): object {
  const { language, name, fields } = around;
  const field = fields.get(row.field);
  const base = commonOf(at, ends, around);
  const label = t(language, 'panel:segments.builder.condition', { number: numberOf(at) });
  const named = (part: string) => `${name}.${part}.${base.place}`;
  if (row.raw !== undefined) return { ...base, label, raw: row.raw, rawName: named('raw') };
  return {
    ...base,
    label,
    fieldName: named('field'),
    groups: presentFields(row.field, fields, language),
    ...(field &&
      !field.hidden && {
        opName: named('op'),
        ops: presentOps(row, field, language),
        valueName: named('value'),
        unitName: named('unit'),
        value: presentValue(row, field, `${base.id}-list`, language),
        ...(asksOfMailings(field.path) && { seekName: named('seek'), seekVals: JSON.stringify({ place: base.place }) }),
      }),
  };
}

/** `1.2` of the second row in the first group. */
const numberOf = (at: number[]): string => at.map(place => place + 1).join('.');

function presentFields(chosen: string, fields: ReadonlyMap<string, TraitField>, language: Language) {
  const groups = new Map<string, { label: string; options: { value: string; label: string; on: boolean }[] }>();
  for (const { path, group, groupLabel, label, hidden } of fields.values()) {
    // It stands where it is chosen already, so that it can be taken out.
    if (hidden && path !== chosen) continue;
    const known = groups.get(group) ?? { label: groupLabel[language], options: [] };
    known.options.push({ value: path, label: label[language], on: path === chosen });
    groups.set(group, known);
  }
  const isGone = chosen !== '' && !fields.has(chosen);
  const gone = { value: chosen, label: t(language, 'panel:segments.builder.deletedField', { path: chosen }), on: true };
  return [...(isGone ? [{ label: '', options: [gone] }] : []), ...groups.values()];
}

/** Whether something is there is asked in two ways, each a choice of its own. */
function presentOps({ op: chosen }: DraftCondition, { kind, ops }: TraitField, language: Language) {
  const all = ops.flatMap(op => (inputOf(kind, op) === 'none' ? [`${op}:true`, `${op}:false`] : [op]));
  return all.map(value => {
    const [op = '', flag] = value.split(':');
    return { value, label: opLabel(language, kind, op, flag === undefined ? undefined : flag === 'true'), on: value === chosen };
  });
}

/** The operator that a field begins with. */
export function firstOp({ kind, ops: [op = 'eq'] }: TraitField): string {
  return inputOf(kind, op) === 'none' ? `${op}:true` : op;
}

function presentValue(
  { op, values, unit }: DraftCondition,
  { kind, choices = [] }: TraitField,
  list: string,
  language: Language,
) {
  const input = inputOf(kind, op.replace(/:.*$/, ''));
  const [first = '', second = ''] = values;
  const words = (key: string) => t(language, `panel:segments.builder.${key}`);
  const options = choices.map(({ value, label }) => ({ value, label: label[language], on: values.includes(value) }));
  const unknown = values.filter(value => value !== '' && !choices.some(choice => choice.value === value));
  switch (input) {
    case 'none':
      return undefined;
    case 'yesNo':
      return {
        select: [
          { value: 'true', label: t(language, 'panel:segments.value.yes'), on: first !== 'false' },
          { value: 'false', label: t(language, 'panel:segments.value.no'), on: first === 'false' },
        ],
      };
    case 'choice':
      return {
        select: [
          { value: '', label: words('choose'), on: first === '' },
          ...options,
          ...unknown.map(value => ({ value, label: value, on: true })),
        ],
      };
    case 'choices':
      return { boxes: [...options, ...unknown.map(value => ({ value, label: value, on: true }))] };
    case 'period':
      return {
        period: true,
        first,
        units: ['h', 'd', 'w'].map(each => ({
          value: each,
          label: words(`${op === 'olderThan' ? 'unitAgo' : 'unit'}.${each}`),
          on: each === unit,
        })),
      };
    case 'days':
      return { days: true, first };
    case 'numberRange':
      return { range: true, type: 'text', mode: 'decimal', first, second };
    case 'dateRange':
      return { range: true, type: 'date', first, second };
    case 'date':
      return { one: true, type: 'date', first };
    case 'number':
      return { one: true, type: 'text', mode: 'decimal', first };
    case 'text':
      return { one: true, type: 'text', first, ...(options.length > 0 && { list, options }) };
    case 'texts':
    case 'numbers':
      return { many: [...values.filter(value => value !== ''), ''], ...(options.length > 0 && { list, options }) };
  }
}
