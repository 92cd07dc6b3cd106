import { z } from 'zod';
import { addDays, zonedTime } from '../../lib/zoned-time.ts';
import { may, staffNames } from '../../staff/index.ts';
import { countedTasks, countOverdue, listTasks, type Task, type Which, type Whose } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { presentPager } from '../present-pager.ts';
import { presentDay } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { loadAround, presentRow } from './present-row.ts';
import { isDay, mondayOf, stretchOf, todayOf } from './working-day.ts';

export const taskViews = ['day', 'week', 'overdue', 'someday', 'done'] as const;
type TaskView = (typeof taskViews)[number];

export const tasksQuery = z.object({
  view: z.enum(taskViews).catch('day'),
  who: z.string().max(100).catch('me'),
  day: z.string().refine(isDay).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
export type TasksQuery = z.infer<typeof tasksQuery>;

const perPage = 50;
const perWeek = 300;
const countedLate = 100;

/** The list of a page of tasks, in words. */
export async function loadTasks(viewer: Viewer, asked: TasksQuery) {
  const staff = viewer.staff;
  const seesAll = staff !== undefined && may(staff, 'seeAll');
  const query = { ...asked, who: seesAll ? asked.who : 'me', day: asked.day ?? todayOf(viewer) };
  const whose = whoseOf(query.who, staff?.id ?? '');
  const isWeek = query.view === 'week';
  const [list, late, names] = await Promise.all([
    listTasks({ whose, which: whichOf(viewer, query), page: isWeek ? 1 : query.page, perPage: isWeek ? perWeek : perPage }),
    countOverdue(whose, { now: viewer.now, most: countedLate }),
    staffNames(),
  ]);
  const around = await loadAround(list.tasks);
  const rows = list.tasks.map(task => presentRow(viewer, task, around));
  const address = (change: Partial<TasksQuery>) => addressOf({ ...query, page: 1, ...change }, todayOf(viewer));
  const words = (key: string, values = {}) => t(viewer.language, `panel:tasks.${key}`, values);
  return {
    self: addressOf({ ...query }, todayOf(viewer)),
    tabs: taskViews.map(view => ({
      label: words(`views.${view}`),
      href: address({ view }),
      on: view === query.view,
      ...(view === 'overdue' && late > 0 && { count: late >= countedLate ? `${countedLate - 1}+` : late }),
    })),
    ...(seesAll && {
      who: [['me', words('mine')], ['all', words('everybody')], ...[...names].filter(([id]) => id !== staff?.id)].map(
        ([value = '', label = '']) => ({ value, label, on: value === query.who }),
      ),
    }),
    query: { view: query.view, day: query.day },
    isWeek,
    isDay: query.view === 'day',
    isDone: query.view === 'done',
    ...(isWeek && { week: weekOf(viewer, list.tasks, rows, query.day), isCut: list.total > perWeek }),
    ...((isWeek || query.view === 'day') && { heading: headingOf(viewer, query), steps: stepsOf(query, address) }),
    rows,
    ...(query.view === 'day' &&
      query.day === todayOf(viewer) &&
      late > 0 && { lateFirst: { href: address({ view: 'overdue' }), count: late } }),
    isEmpty: rows.length === 0 && !isWeek,
    empty: { title: words(`empty.${query.view}.title`), text: words(`empty.${query.view}.text`) },
    ...(!isWeek && {
      pager: presentPager(viewer, {
        path: '/tasks',
        query: { view: query.view, who: query.who === 'me' ? '' : query.who, day: query.view === 'day' ? query.day : '' },
        page: query.page,
        perPage,
        total: Math.min(list.total, countedTasks),
      }),
    }),
    canWrite: staff !== undefined && may(staff, 'write'),
  };
}

export function whoseOf(who: string, me: string): Whose {
  return who === 'all' ? 'everybody' : { staff: who === 'me' ? me : who };
}

function whichOf(viewer: Viewer, { view, day }: { view: TaskView; day: string }): Which {
  if (view === 'done') return { doneUntil: viewer.now };
  if (view === 'someday') return 'someDay';
  if (view === 'overdue') return { until: viewer.now };
  return view === 'week' ? stretchOf(mondayOf(day), 7, viewer) : stretchOf(day, 1, viewer);
}

function addressOf({ view, who, day, page }: TasksQuery, today: string): string {
  const isDated = (view === 'day' || view === 'week') && day !== undefined && day !== today;
  return `/tasks?${new URLSearchParams({
    view,
    ...(who !== 'me' && { who }),
    ...(isDated && { day }),
    ...(page > 1 && { page: String(page) }),
  })}`;
}

function stepsOf({ view, day }: { view: TaskView; day: string }, address: (change: Partial<TasksQuery>) => string) {
  const step = view === 'week' ? 7 : 1;
  return {
    previous: address({ day: addDays(day, -step) }),
    next: address({ day: addDays(day, step) }),
    today: address({ day: undefined }),
  };
}

function headingOf(viewer: Viewer, { view, day }: { view: TaskView; day: string }): string {
  const noon = (of: string) => new Date(stretchOf(of, 1, viewer).from.getTime() + 12 * 3_600_000);
  if (view === 'day') {
    const name = new Intl.DateTimeFormat(localeOf(viewer), { weekday: 'long', timeZone: viewer.timeZone }).format(noon(day));
    return `${presentDay(viewer, noon(day)).words}, ${name}`;
  }
  const monday = mondayOf(day);
  const format = new Intl.DateTimeFormat(localeOf(viewer), { day: 'numeric', month: 'long', timeZone: viewer.timeZone });
  return format.formatRange(noon(monday), noon(addDays(monday, 6)));
}

/** Seven days with their tasks; where one is dropped it is due then. */
function weekOf(viewer: Viewer, tasks: Task[], rows: ReturnType<typeof presentRow>[], day: string) {
  const monday = mondayOf(day);
  const today = todayOf(viewer);
  return [0, 1, 2, 3, 4, 5, 6].map(away => {
    const date = addDays(monday, away);
    const { from } = stretchOf(date, 1, viewer);
    const noon = new Date(from.getTime() + 12 * 3_600_000);
    return {
      date,
      isToday: date === today,
      isPast: date < today,
      weekday: new Intl.DateTimeFormat(localeOf(viewer), { weekday: 'short', timeZone: viewer.timeZone }).format(noon),
      label: new Intl.DateTimeFormat(localeOf(viewer), { day: 'numeric', month: 'short', timeZone: viewer.timeZone }).format(
        noon,
      ),
      rows: rows.filter((_row, i) => {
        const due = tasks[i]?.due;
        return due !== undefined && zonedTime(due, viewer.timeZone).day === date;
      }),
    };
  });
}

const localeOf = ({ language }: Viewer): string => (language === 'ru' ? 'ru-RU' : 'en-GB');
