import { getContact } from '../../contacts/index.ts';
import { dealsOf, getDeal } from '../../deals/index.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import { staffNames } from '../../staff/index.ts';
import { priorities, remindChoices, repeatUnits, type Task, type TaskRules } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { maySeeContact } from '../card/may-see.ts';
import { seesDeal } from '../deals/words.ts';
import { contactName } from '../present-contact.ts';
import { presentPersonal } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';
import { hourStrip } from './hour-strip.ts';
import { type TaskProblems, type TypedTask, wholeDay } from './read-task-form.ts';
import { dueContext, type HoursNow, todayOf } from './working-day.ts';

/** The form's fields as a task has them. */
export function typedOf(viewer: Viewer, task: Task, hours: HoursNow): Partial<TypedTask> {
  const { title, for: to, contact = '', deal = '', priority, remind, repeat, version } = task;
  const base = task.due ? wholeDay(task.due, task.allDay === true, dueContext(viewer, hours)) : 0;
  return {
    title: presentPersonal(viewer, title),
    due: dueText(viewer, task),
    for: to.kind === 'staff' ? (to.staff === viewer.staff?.id ? 'me' : to.staff) : to.kind,
    contact,
    deal,
    priority,
    remind: remindChoices.find(choice => remind !== undefined && choice === String(remind - base)) ?? 'none',
    repeat: repeat?.unit ?? 'no',
    every: String(repeat?.every ?? 1),
    weekday: repeat?.weekdays ?? [],
    version,
  };
}

/** The due time of a task as one may type it, the same on every day: `27.11.2026 15:30`. */
export function dueText({ timeZone }: Pick<Viewer, 'timeZone'>, { due, allDay }: Pick<Task, 'due' | 'allDay'>): string {
  if (!due) return '';
  const { day, hour, minute } = zonedTime(due, timeZone);
  const date = day.split('-').reverse().join('.');
  return allDay ? date : `${date} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

type About = Partial<Pick<TypedTask, 'contact' | 'deal'>>;

/** The form of a new or a known task, with what was typed and what is wrong with it. */
export async function presentForm(
  viewer: Viewer,
  {
    id,
    typed,
    stands,
    problems = {},
    rules,
    hours,
    conflict,
  }: {
    id?: string;
    /** What the task is about as it stands. */
    stands?: About | undefined;
    typed: Partial<TypedTask>;
    problems?: TaskProblems;
    rules: TaskRules;
    hours: HoursNow;
    conflict?: boolean;
  },
) {
  const words = (key: string, values = {}) => t(viewer.language, `panel:tasks.${key}`, values);
  const [names, about, strip] = await Promise.all([
    staffNames(),
    aboutOf(viewer, typed, stands),
    hourStrip(viewer, hours, { day: todayOf(viewer), staff: viewer.staff?.id ?? '' }),
  ]);
  const repeat = typed.repeat ?? 'no';
  const pick = <T extends string>(values: readonly T[], chosen: string, label: (value: T) => string) =>
    values.map(value => ({ value, label: label(value), on: value === chosen }));
  const others = [...names].filter(([staff]) => staff !== viewer.staff?.id);
  return {
    ...(id !== undefined && { id, href: `/tasks/${encodeURIComponent(id)}` }),
    isNew: id === undefined,
    typed: { title: typed.title ?? '', due: typed.due ?? '', every: typed.every ?? '1' },
    version: typed.version,
    problems,
    conflict,
    fors: [
      { value: 'me', label: words('form.me'), on: (typed.for ?? 'me') === 'me' },
      ...(about.contact ? [{ value: 'owner', label: words('form.owner'), on: typed.for === 'owner' }] : []),
      { value: 'managers', label: words('anybody'), on: typed.for === 'managers' },
      ...others.map(([value, label]) => ({ value, label, on: value === typed.for })),
    ],
    ...about,
    priorities: pick(priorities, typed.priority ?? 'normal', value => words(`priority.${value}`)),
    reminds: pick(remindChoices, typed.remind ?? rules.remind, value => words(`remind.${value}`)),
    repeats: pick(['no', ...repeatUnits], repeat, value => words(`repeat.${value}`)),
    hasMore: repeat !== 'no' || (typed.priority ?? 'normal') !== 'normal',
    weekdays: [1, 2, 3, 4, 5, 6, 7].map(value => ({
      value,
      label: new Intl.DateTimeFormat(viewer.language === 'ru' ? 'ru-RU' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(
        Date.UTC(2024, 0, value),
      ),
      on: (typed.weekday ?? []).includes(value),
    })),
    strip,
    fast: ['hour', 'tomorrow', 'friday', 'monday'].map(key => ({
      text: words(`form.fast.${key}.text`),
      label: words(`form.fast.${key}.label`),
    })),
  };
}

/**
 * The contact and the deal that were chosen, and the deals that may be. Of somebody else's nothing is told, but where the task is about them
 * already (`stands`).
 */
export async function aboutOf(viewer: Viewer, chosen: About, stands: About = {}) {
  const { contact: id, deal: dealId } = chosen;
  const known = dealId ? await getDeal(dealId) : undefined;
  const deal = known && (seesDeal(viewer, known) || known.id === stands.deal) ? known : undefined;
  const card = id || deal ? await getContact(id || (deal?.contact ?? '')) : undefined;
  const isTold = card && (maySeeContact(viewer, card) || card.id === stands.contact || (deal && card.id === deal.contact));
  const contact = isTold ? card : undefined;
  const deals = contact ? await dealsOf(contact.id) : [];
  const open = deals.filter(other => (other.isOpen && seesDeal(viewer, other)) || other.id === deal?.id);
  return {
    ...(contact && { contact: { id: contact.id, name: contactName(viewer, contact) } }),
    ...(open.length > 0 && {
      deals: open.map(({ id: value, title }) => ({
        value,
        label: presentPersonal(viewer, title),
        on: value === dealId,
      })),
    }),
    ...(deal && !contact && { deal: { id: deal.id, title: presentPersonal(viewer, deal.title) } }),
  };
}
