import { AppError } from '../../lib/app-error.ts';
import { addDays, zonedTime } from '../../lib/zoned-time.ts';
import type { Rule } from '../../rules/index.ts';
import { getSegment } from '../read-segments.ts';
import type { Segment } from '../segment.ts';
import type { TraitMeans } from './refresh-traits.ts';

type Condition = Extract<Rule, { field: string }>;

/** What no contact fulfils: every contact has traits under its id. */
const nobody: Rule = { field: '_id', op: 'exists', value: false };

/** Another one is asked for with every call; a rule that names one segment ten times reads it once. */
export type FindSegment = (id: string) => Promise<Segment | undefined>;

/**
 * A rule as people write it in the words of the traits alone: segments become their own rules, an age becomes birthdays, what is overdue a time. AppErrors
 * `segments.unknown` (`segment`), `segments.circle` (`segments`: the way from the first to itself).
 */
export async function expandRule(rule: Rule, means: TraitMeans, find: FindSegment = remembering(getSegment)): Promise<Rule> {
  return expand(rule, { means, find, way: [] });
}

interface Around {
  means: TraitMeans;
  find: FindSegment;
  /** The segments that this rule stands in, the outermost first. */
  way: string[];
}

async function expand(rule: Rule, around: Around): Promise<Rule> {
  if ('all' in rule) return { all: await expandAll(rule.all, around) };
  if ('any' in rule) return { any: await expandAll(rule.any, around) };
  if ('none' in rule) return { none: await expandAll(rule.none, around) };
  if (rule.field === 'segment') return ofSegments(rule, around);
  if (rule.field === 'contact.age') return ofAge(rule, around.means);
  if (rule.field === 'tasks.overdue') return ofOverdue(rule, around.means);
  if (rule.field.startsWith('answers.')) return ofAnswer(rule);
  return rule;
}

const expandAll = (rules: Rule[], around: Around): Promise<Rule[]> => Promise.all(rules.map(each => expand(each, around)));

async function ofSegments(condition: Condition, around: Around): Promise<Rule> {
  const all = await Promise.all(segmentsIn(condition).map(id => ofSegment(id, around)));
  if (all.length === 0) return nobody;
  switch (condition.op) {
    case 'ne':
    case 'hasNone':
      return { none: all };
    case 'hasAll':
      return { all };
    case 'eq':
    case 'has':
    case 'in':
    case 'hasAny':
      return { any: all };
    default:
      return nobody;
  }
}

/** The segments that a condition names. */
export function segmentsIn({ value }: Pick<Condition, 'value'>): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter(each => typeof each === 'string');
}

async function ofSegment(id: string, { way, ...around }: Around): Promise<Rule> {
  const at = way.indexOf(id);
  if (at >= 0) {
    const segments = [...way.slice(at), id];
    throw new AppError('segments.circle', 'A segment refers to itself.', { segments });
  }
  const segment = await around.find(id);
  if (!segment) throw new AppError('segments.unknown', 'A rule names a segment that is not there any more.', { segment: id });
  if (segment.kind === 'list') return { field: 'lists', op: 'has', value: id };
  return segment.rule ? expand(segment.rule, { ...around, way: [...way, id] }) : { none: [nobody] };
}

/** Full years today; who has told no year of birth has no age. */
function ofAge(condition: Condition, means: TraitMeans): Rule {
  switch (condition.op) {
    case 'gte':
      return atLeast(Math.ceil(condition.value), means);
    case 'gt':
      return atLeast(Math.floor(condition.value) + 1, means);
    case 'lt':
      return atMost(Math.ceil(condition.value) - 1, means);
    case 'lte':
      return atMost(Math.floor(condition.value), means);
    case 'between': {
      const [low, high] = condition.value;
      if (typeof low !== 'number' || typeof high !== 'number') return nobody;
      return { all: [atLeast(Math.ceil(low), means), atMost(Math.floor(high), means)] };
    }
    case 'eq':
      return exactly(condition.value, means);
    case 'ne':
      return { none: [exactly(condition.value, means)] };
    case 'exists':
      return condition.value ? known : { none: [known] };
    case 'empty':
      return condition.value ? { none: [known] } : known;
    default:
      return nobody;
  }
}

/** Births before people are met in bots; a birthday without a year is never after one. */
const known: Rule = { field: 'contact.birthday', op: 'after', value: '1000-01-01' };
const oldest = 200;

const atLeast = (years: number, means: TraitMeans): Rule => {
  if (years <= 0) return known;
  return years > oldest ? nobody : { field: 'contact.birthday', op: 'before', value: bornBefore(years, means) };
};

const atMost = (years: number, means: TraitMeans): Rule => {
  if (years < 0) return nobody;
  if (years >= oldest) return known;
  return { field: 'contact.birthday', op: 'after', value: addDays(bornBefore(years + 1, means), -1) };
};

const exactly = (value: unknown, means: TraitMeans): Rule =>
  typeof value === 'number' && Number.isInteger(value) ? { all: [atLeast(value, means), atMost(value, means)] } : nobody;

/** Who was born before this day has lived so many full years today. One of 29 February is a year older on 1 March where there is no 29th. */
function bornBefore(years: number, { now, timeZone }: TraitMeans): string {
  const tomorrow = addDays(zonedTime(now, timeZone).day, 1);
  const year = String(Number(tomorrow.slice(0, 4)) - years).padStart(4, '0');
  const day = `${year}${tomorrow.slice(4)}`;
  return new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) === day ? day : `${year}-03-01`;
}

/** The age that a birthday comes to today. */
export function ageOf(birthday: string | undefined, { now, timeZone }: TraitMeans): number | undefined {
  if (!birthday || !/^\d{4}-\d\d-\d\d$/.test(birthday)) return undefined;
  const today = zonedTime(now, timeZone).day;
  const years = Number(today.slice(0, 4)) - Number(birthday.slice(0, 4));
  const age = today.slice(5) < birthday.slice(5) ? years - 1 : years;
  return age >= 0 && age < oldest ? age : undefined;
}

/** Values of options are written in flows as texts, numbers or yes and no; whoever chooses among them chooses by their text. */
function ofAnswer(rule: Condition): Rule {
  const { field } = rule;
  switch (rule.op) {
    case 'eq':
    case 'has':
      return { field, op: 'in', value: likenesses(rule.value) };
    case 'in':
    case 'hasAny':
      return { field, op: 'in', value: rule.value.flatMap(likenesses) };
    case 'ne':
      return { field, op: 'hasNone', value: likenesses(rule.value) };
    case 'hasNone':
      return { field, op: 'hasNone', value: rule.value.flatMap(likenesses) };
    case 'hasAll':
      return { all: rule.value.map(value => ({ field, op: 'in', value: likenesses(value) })) };
    default:
      return rule;
  }
}

type Scalar = string | number | boolean;

function likenesses(value: Scalar): Scalar[] {
  if (value === 'true' || value === 'false') return [value, value === 'true'];
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return Number.isFinite(number) && String(number) === value ? [value, number] : [value];
}

function ofOverdue(condition: Condition, { now }: TraitMeans): Rule {
  if (condition.op !== 'is') return nobody;
  const overdue: Rule = { field: 'tasks.nextDue', op: 'before', value: now.toISOString() };
  return condition.value ? overdue : { none: [overdue] };
}

/** Asks for each thing once. */
export function remembering<T>(find: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return id => {
    const asked = known.get(id) ?? find(id);
    known.set(id, asked);
    return asked;
  };
}
