import { z } from 'zod';
import { instantOf, zonedTime } from '../../lib/zoned-time.ts';
import {
  type DueContext,
  priorities,
  type Repeat,
  readDue,
  remindChoices,
  repeatUnits,
  type TaskFor,
  weekdayOf,
} from '../../tasks/index.ts';
import { type Language, t } from '../../texts/index.ts';

const several = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());

/** What the form sends, as it was typed: it is shown again when something is wrong. */
export const typedTask = z.object({
  title: z.string().max(1000).default(''),
  due: z.string().max(200).default(''),
  for: z.string().max(100).default('me'),
  contact: z.string().max(100).default(''),
  deal: z.string().max(300).default(''),
  priority: z.enum(priorities).catch('normal'),
  remind: z.enum(remindChoices).catch('none'),
  repeat: z.enum(['no', ...repeatUnits]).catch('no'),
  every: z.string().max(10).default('1'),
  weekday: several.optional().transform(days => (days ?? []).map(Number).filter(day => day >= 1 && day <= 7)),
  version: z.coerce.number().int().optional().catch(undefined),
});
export type TypedTask = z.infer<typeof typedTask>;

export type TaskProblems = Partial<Record<'title' | 'due' | 'every', string>>;

export interface WishedTask {
  title: string;
  due?: Date;
  allDay: boolean;
  for: TaskFor;
  contact?: string;
  deal?: string;
  priority: TypedTask['priority'];
  remind: number | false;
  repeat?: Repeat;
}

/** What a task had before, and its due time as the form said it. */
interface Kept {
  text: string;
  due: Date;
  allDay: boolean;
  repeat?: Repeat;
}

const longestTitle = 300;

/**
 * A task out of what was typed, or what is wrong field by field. An empty due time is none; `kept` is what the field said before and stands
 * for the moment it had. Pure.
 */
export function readTaskForm(
  typed: TypedTask,
  { context, me, kept }: { context: DueContext; me: string; kept?: Kept | undefined },
): { task: WishedTask } | { problems: TaskProblems } {
  const { language } = context;
  const title = typed.title.trim();
  const due = dueOf(typed.due.trim(), context, kept);
  const every = Number(typed.every);
  const problems: TaskProblems = {
    ...(title === '' && { title: word(language, 'titleMissing') }),
    ...(title.length > longestTitle && { title: word(language, 'titleLong') }),
    ...('problem' in due && { due: due.problem }),
    ...(typed.repeat !== 'no' &&
      !(Number.isInteger(every) && every >= 1 && every <= 99) && { every: word(language, 'everyWrong') }),
    ...(typed.repeat !== 'no' && typed.due.trim() === '' && { due: word(language, 'repeatNeedsDue') }),
  };
  if (Object.keys(problems).length > 0 || 'problem' in due) return { problems };
  const repeat = due.due && typed.repeat !== 'no' ? repeatOf(typed, due.due, { timeZone: context.timeZone, kept }) : undefined;
  return {
    task: {
      title,
      ...(due.due && { due: due.due }),
      allDay: due.allDay,
      for: forOf(typed.for, me),
      ...(typed.contact && { contact: typed.contact }),
      ...(typed.deal && { deal: typed.deal }),
      priority: typed.priority,
      remind: typed.remind === 'none' || !due.due ? false : Number(typed.remind) + wholeDay(due.due, due.allDay, context),
      ...(repeat && { repeat }),
    },
  };
}

/** Of a whole day one is reminded as from its first working hour: so many minutes lie between that and its end. */
export function wholeDay(
  due: Date,
  allDay: boolean,
  { timeZone, workingHours }: Pick<DueContext, 'timeZone' | 'workingHours'>,
): number {
  if (!allDay) return 0;
  const [hour = 0, minute = 0] = workingHours.from.split(':').map(Number);
  return Math.ceil((due.getTime() - instantOf(zonedTime(due, timeZone).day, { hour, minute }, timeZone).getTime()) / 60_000);
}

function dueOf(text: string, context: DueContext, kept: Kept | undefined) {
  if (text === '') return { allDay: false };
  if (kept && text === kept.text) return { due: kept.due, allDay: kept.allDay };
  const read = readDue(text, context);
  return read.problem ? { problem: read.said } : { due: read.due, allDay: !read.hasTime };
}

function repeatOf(
  { repeat: unit, every, weekday }: TypedTask,
  due: Date,
  { timeZone, kept }: { timeZone: string; kept: Kept | undefined },
): Repeat | undefined {
  if (unit === 'no') return undefined;
  const { day } = zonedTime(due, timeZone);
  // Of one that is meant for the 31st the due time of February says the 28th.
  const meant = kept?.due.getTime() === due.getTime() ? kept.repeat?.day : undefined;
  return {
    unit,
    every: unit === 'workday' ? 1 : Number(every),
    ...(unit === 'week' && { weekdays: weekday.length > 0 ? [...new Set(weekday)].sort() : [weekdayOf(day)] }),
    ...(unit === 'month' && { day: meant ?? Number(day.slice(8)) }),
    timeZone,
  };
}

function forOf(value: string, me: string): TaskFor {
  if (value === 'owner' || value === 'managers') return { kind: value };
  return { kind: 'staff', staff: value === 'me' ? me : value };
}

const word = (language: Language, key: string): string => t(language, `panel:tasks.form.${key}`);
