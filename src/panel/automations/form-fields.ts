import type { Viewer } from '../viewer.ts';
import type { Choice } from './choices.ts';
import { asTyped, type Unit, units, words } from './words.ts';

/** One input of a form, for the partial `automations/field`. */
export interface Field {
  name: string;
  id: string;
  label: string;
  hint?: string;
  value?: string | number;
  problem?: string;
  isText?: true;
  isArea?: true;
  isNumber?: true;
  isTime?: true;
  isSelect?: true;
  /** A number with a unit beside it. */
  isWhile?: true;
  /** Boxes of which several may be ticked, or one that says yes. */
  isBoxes?: true;
  isTick?: true;
  on?: boolean;
  min?: number;
  max?: number;
  options?: (Choice & { on: boolean })[];
}

/** What is wrong with each field, by its name. */
export type Problems = Record<string, string>;

interface FieldMaker {
  text(name: string, label: string, value: string, more?: Partial<Field>): Field;
  area(name: string, label: string, value: string, more?: Partial<Field>): Field;
  number(name: string, label: string, value: number, more?: Partial<Field>): Field;
  time(name: string, label: string, value: string, more?: Partial<Field>): Field;
  /** `none`: the words for nothing chosen, where that may be. */
  select(name: string, label: string, value: string, options: readonly Choice[], none?: string): Field;
  duration(name: string, label: string, minutes: number, more?: Partial<Field>): Field;
  boxes(name: string, label: string, values: readonly string[], options: readonly Choice[]): Field;
  tick(name: string, label: string, on: boolean, more?: Partial<Field>): Field;
}

/** Makes the inputs of a form whose names begin with `prefix`, each with what is wrong with it. */
export function fieldMaker(viewer: Pick<Viewer, 'language'>, prefix: string, problems: Problems): FieldMaker {
  const base = (name: string, label: string) => ({
    name: `${prefix}.${name}`,
    id: `${prefix}-${name.replaceAll('.', '-')}`,
    label,
    ...(problems[name] && { problem: problems[name] }),
  });
  return {
    text: (name, label, value, more) => ({ ...base(name, label), isText: true, value, ...more }),
    area: (name, label, value, more) => ({ ...base(name, label), isArea: true, value, ...more }),
    number: (name, label, value, more) => ({ ...base(name, label), isNumber: true, value, ...more }),
    time: (name, label, value, more) => ({ ...base(name, label), isTime: true, value, ...more }),
    select: (name, label, value, options, none) => {
      // What was chosen and is not there any more is still shown, and said to be wrong.
      const gone = value !== '' && !options.some(option => option.value === value) ? [{ value, label: value }] : [];
      const first = [{ value: '', label: none ?? words(viewer, 'choose') }];
      const all = [...first, ...options, ...gone].map(option => ({ ...option, on: option.value === value }));
      return { ...base(name, label), isSelect: true, options: all };
    },
    duration: (name, label, minutes, more) => {
      const { count, unit } = asTyped(minutes);
      const options = (['minutes', 'hours', 'days'] as const).map(value => ({
        value,
        label: words(viewer, `unit.${value}`),
        on: value === unit,
      }));
      return { ...base(name, label), isWhile: true, value: count, min: 0, options, ...more };
    },
    boxes: (name, label, values, options) => ({
      ...base(name, label),
      isBoxes: true,
      options: options.map(option => ({ ...option, on: values.includes(option.value) })),
    }),
    tick: (name, label, on, more) => ({ ...base(name, label), isTick: true, on, ...more }),
  };
}

/** Reads a form whose names begin with `prefix`; what cannot be read is noted in `problems`. */
export class FormReader {
  readonly problems: Problems = {};
  private readonly form: Record<string, unknown>;
  private readonly prefix: string;
  private readonly viewer: Pick<Viewer, 'language'>;

  constructor(form: unknown, prefix: string, viewer: Pick<Viewer, 'language'>) {
    this.form = typeof form === 'object' && form !== null ? { ...form } : {};
    this.prefix = prefix;
    this.viewer = viewer;
  }

  many(name: string): string[] {
    const value = this.form[`${this.prefix}.${name}`];
    return (Array.isArray(value) ? value : [value]).filter(each => typeof each === 'string');
  }

  text(name: string, most = 200): string {
    return (this.many(name)[0] ?? '').trim().slice(0, most);
  }

  /** Words between commas or on lines of their own. */
  list(name: string): string[] {
    const typed = (this.many(name)[0] ?? '').split(/[,\n]/).map(word => word.trim().slice(0, 200));
    return [...new Set(typed.filter(word => word !== ''))];
  }

  /** A whole number; `otherwise` is kept where there is none, and the field says so. */
  number(name: string, { min, max, otherwise }: { min: number; max: number; otherwise: number }): number {
    const typed = this.text(name).replace(',', '.');
    const value = Number(typed);
    if (typed !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    this.problems[name] = words(this.viewer, 'wrong.number', { min, max });
    return otherwise;
  }

  /** A while in minutes, up to a year. */
  duration(name: string, { min, otherwise }: { min: number; otherwise: number }): number {
    const typed = this.text(name).replace(',', '.');
    const unit = this.text(`${name}.unit`);
    const of: Unit = unit in units ? (unit as Unit) : 'minutes';
    const minutes = Math.round(Number(typed) * units[of]);
    if (typed !== '' && Number.isFinite(minutes) && minutes >= min && minutes <= 366 * units.days) return minutes;
    this.problems[name] = words(this.viewer, min > 0 ? 'wrong.while' : 'wrong.whileOrNone');
    return otherwise;
  }

  /** `HH:MM`. */
  time(name: string, otherwise: string, { lastIs24 = false } = {}): string {
    const typed = this.text(name);
    if (/^([01]\d|2[0-3]):[0-5]\d$/.test(typed) || (lastIs24 && typed === '24:00')) return typed;
    this.problems[name] = words(this.viewer, 'wrong.time');
    return otherwise;
  }
}
