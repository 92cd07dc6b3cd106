import { z } from 'zod';
import type { DraftAction } from './change-draft.ts';
import { type DraftGroup, type DraftRule, emptyCondition } from './rule-draft.ts';

const texts = z.union([z.string().transform(text => [text]), z.array(z.string())]).catch([]);
const kinds = z.enum(['all', 'any', 'none']);
const mostRows = 300;

/** What stands in the builder of this name, from the fields of a form: `<name>.is.r-0` is a group, `<name>.field.r-0-1` a row. Nothing where there is no builder. */
export function readDraft(form: Record<string, unknown>, name: string): DraftGroup | undefined {
  const root = kinds.safeParse(form[`${name}.is.r`]);
  if (!root.success) return undefined;
  const places = placesIn(form, name);
  const rowsIn = (place: string): DraftRule[] =>
    places.filter(each => each.slice(0, each.lastIndexOf('-')) === place).map(each => rowAt(form, name, each, rowsIn));
  return { is: root.data, of: rowsIn('r') };
}

/** The button of the builder that was pressed. */
export function readAction(form: Record<string, unknown>, name: string): DraftAction | undefined {
  const pressed = z
    .string()
    .regex(/^(add|addGroup|remove|up|down|in|out):r(-\d{1,3}){0,12}$/)
    .safeParse(form[`${name}.do`]);
  if (!pressed.success) return undefined;
  const [what = '', place = ''] = pressed.data.split(':');
  return { what: what as DraftAction['what'], at: toWay(place) };
}

/** `r-0-2` as `[0, 2]`. */
const toWay = (place: string): number[] => place.split('-').slice(1).map(Number);

/** `[0, 2]` as `r-0-2`. */
export const toPlace = (way: number[]): string => ['r', ...way].join('-');

function placesIn(form: Record<string, unknown>, name: string): string[] {
  const found = new Set<string>();
  for (const key of Object.keys(form)) {
    const [part, place] = key.startsWith(`${name}.`) ? key.slice(name.length + 1).split('.') : [];
    if ((part === 'is' || part === 'field' || part === 'raw') && place && /^r(-\d{1,3}){1,12}$/.test(place)) found.add(place);
  }
  return [...found].sort(byWay).slice(0, mostRows);
}

function byWay(one: string, other: string): number {
  const [a, b] = [toWay(one), toWay(other)];
  const differs = a.findIndex((each, i) => each !== b[i]);
  return differs < 0 ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
}

function rowAt(form: Record<string, unknown>, name: string, place: string, rowsIn: (place: string) => DraftRule[]): DraftRule {
  const at = (part: string) => form[`${name}.${part}.${place}`];
  const group = kinds.safeParse(at('is'));
  if (group.success) return { is: group.data, of: rowsIn(place) };
  const text = (part: string) => z.string().max(20_000).catch('').parse(at(part));
  const raw = at('raw');
  return {
    ...emptyCondition,
    field: text('field'),
    op: text('op'),
    values: texts.parse(at('value')),
    unit: z.enum(['h', 'd', 'w']).catch('d').parse(at('unit')),
    ...(typeof raw === 'string' && { raw }),
  };
}
