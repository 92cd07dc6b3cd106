import { type Response, Router } from 'express';
import { z } from 'zod';
import { getContact } from '../../contacts/index.ts';
import { getDeal } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { may, staffNames } from '../../staff/index.ts';
import { changeTask, createTask, getTask, readDue, taskRules } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { findVisible } from '../card/find-people.ts';
import { visibleContact } from '../card/may-see.ts';
import { findDeal } from '../deals/find-deal.ts';
import { contactName } from '../present-contact.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentDue } from '../present-task.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { hourStrip } from './hour-strip.ts';
import { aboutOf, dueText, presentForm, typedOf } from './present-form.ts';
import { presentEnd } from './present-row.ts';
import { readTaskForm, type TaskProblems, type TypedTask, typedTask, type WishedTask } from './read-task-form.ts';
import { toast } from './tasks.routes.ts';
import { placeOf, visibleTask } from './visible-task.ts';
import { dueContext, type HoursNow, todayOf } from './working-day.ts';

/** Making and changing a task: a dialog over any page, a page of its own where there is no script. */
export function taskFormRoutes({ hours }: { hours: HoursNow }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/tasks/new', writes, async (req, res) => {
    const about = z.object({ contact: z.string().max(100).default(''), deal: z.string().max(300).default('') }).parse(req.query);
    await showForm(res, { typed: { ...about, ...(about.contact && { for: 'me' }) } });
  });

  router.get('/tasks/due', (req, res) => {
    const { due, when, nextWhen } = z
      .object({
        due: z.string().max(500).optional(),
        when: z.string().max(500).optional(),
        nextWhen: z.string().max(500).optional(),
      })
      .parse(req.query);
    const text = due ?? when ?? nextWhen ?? '';
    if (text.trim() === '') return void res.send('');
    const read = readDue(text, dueContext(viewerOf(res), hours));
    renderPart(res, 'tasks/said', { said: read.said, isWrong: read.problem !== undefined });
  });

  router.get('/tasks/hours', async (req, res) => {
    const viewer = viewerOf(res);
    const { due, for: to } = z
      .object({ due: z.string().max(500).default(''), for: z.string().max(100).default('me') })
      .parse(req.query);
    const read = readDue(due, dueContext(viewer, hours));
    const day = read.problem ? todayOf(viewer) : todayOf({ ...viewer, now: read.due });
    const known = (await staffNames()).has(to);
    renderPart(res, 'tasks/hours', { strip: await hourStrip(viewer, hours, { day, staff: known ? to : staffOf(res).id }) });
  });

  router.get('/tasks/contacts', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const { find } = z.object({ find: z.string().trim().max(200).default('') }).parse(req.query);
    const contacts = await findVisible(staffOf(res), find, 6);
    renderPart(res, 'tasks/found', {
      isSearched: find !== '',
      contacts: contacts.map(contact => ({
        name: contactName(viewer, contact),
        hint: [contact.company, contact.city].filter(Boolean).join(', '),
        href: `/tasks/about?contact=${contact.id}`,
      })),
    });
  });

  router.get('/tasks/about', writes, async (req, res) => {
    const about = z.object({ contact: z.string().max(100).default(''), deal: z.string().max(300).default('') }).parse(req.query);
    renderPart(res, 'tasks/about', await aboutOf(viewerOf(res), about));
  });

  router.post('/tasks', writes, async (req, res) => {
    const typed = typedTask.parse(req.body);
    const read = readTaskForm(typed, { context: dueContext(viewerOf(res), hours), me: staffOf(res).id });
    if ('problems' in read) return showForm(res, { typed, problems: read.problems });
    const { key } = z
      .object({ key: z.string().regex(/^[0-9a-z]{20}$/) })
      .catch({ key: newId() })
      .parse(req.body);
    const owner = await ownerOf(res, read.task);
    await createTask({ ...withAllDay(read.task), key, by: staffOf(res).id, now: viewerOf(res).now, ...(owner && { owner }) });
    const made = await getTask(key);
    const time = made ? presentDue(viewerOf(res), made).words : '';
    done(res, t(viewerOf(res).language, 'panel:tasks.told.made', { time }));
  });

  router.get('/tasks/:id', async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    await showForm(res, { id: task.id, typed: typedOf(viewerOf(res), task, hours) });
  });

  router.post('/tasks/:id', writes, async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    const viewer = viewerOf(res);
    const given = typedTask.parse(req.body);
    // What was shown masked and comes back so was left as it is.
    const typed = given.title === presentPersonal(viewer, task.title) ? { ...given, title: task.title } : given;
    const kept = task.due && {
      text: dueText(viewer, task),
      due: task.due,
      allDay: task.allDay === true,
      ...(task.repeat && { repeat: task.repeat }),
    };
    const read = readTaskForm(typed, { context: dueContext(viewer, hours), me: staffOf(res).id, kept });
    if ('problems' in read) return showForm(res, { id: task.id, typed: given, problems: read.problems });
    const { due, contact, deal, remind, repeat, ...rest } = read.task;
    const owner = await ownerOf(res, read.task, task);
    try {
      await changeTask(
        task.id,
        {
          ...rest,
          due: due ?? null,
          contact: contact ?? null,
          deal: deal ?? null,
          remind: remind === false ? null : remind,
          repeat: repeat ?? null,
          ...(owner && { owner }),
        },
        { now: viewer.now, ...(typed.version !== undefined && { version: typed.version }) },
      );
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'tasks.conflict') throw error;
      // What was typed stays; the next try is over what somebody else wrote.
      return showForm(res, { id: task.id, typed: { ...given, version: task.version }, conflict: true });
    }
    done(res, t(viewer.language, 'panel:tasks.told.saved'));
  });

  async function showForm(
    res: Response,
    form: { id?: string; typed: Partial<TypedTask>; problems?: TaskProblems; conflict?: boolean },
  ): Promise<void> {
    const viewer = viewerOf(res);
    const isWrong = form.conflict === true || form.problems !== undefined;
    const task = form.id === undefined ? undefined : await getTask(form.id);
    const canWrite = may(staffOf(res), 'write');
    const values = {
      ...(await presentForm(viewer, { ...form, stands: task, rules: await taskRules(), hours })),
      key: newId(),
      canWrite,
      ...(task && {
        ...presentEnd(viewer, task, await staffNames()),
        isTrashed: task.deletedAt !== undefined,
        canFinish: canWrite && task.deletedAt === undefined,
        // The list behind the form may hold the same one.
        place: `end-${placeOf(task.id)}`,
      }),
    };
    if (isWrong) res.status(form.conflict ? 409 : 422);
    const title = t(viewer.language, form.id === undefined ? 'panel:tasks.new' : 'panel:tasks.one');
    if (res.req.get('hx-request')) {
      if (!isWrong) return renderPart(res, 'tasks/sheet', { ...values, title });
      res.set({ 'HX-Retarget': '#task-form', 'HX-Reswap': 'outerHTML' });
      return renderPart(res, 'tasks/form', { ...values, title });
    }
    renderPage(res, 'task', { ...values, title });
  }

  return router;
}

function withAllDay<T extends { allDay: boolean }>({ allDay, ...task }: T) {
  return { ...task, ...(allDay && { allDay: true as const }) };
}

/** Who answers for the person a task is about. AppError where it would come to be about somebody, or a deal, that is hidden from who asks. */
async function ownerOf(
  res: Response,
  { contact, deal }: Pick<WishedTask, 'contact' | 'deal'>,
  stands: Pick<WishedTask, 'contact' | 'deal'> = {},
): Promise<string | undefined> {
  if (deal && deal !== stands.deal) await findDeal(res, deal);
  if (!contact) return undefined;
  const isOfDeal = deal !== undefined && (await getDeal(deal))?.contact === contact;
  const card = contact === stands.contact || isOfDeal ? await getContact(contact) : await visibleContact(viewerOf(res), contact);
  return card?.owner;
}

/** Back to the list without a script; over a page the dialog closes and the page looks anew. */
function done(res: Response, text: string): void {
  if (!res.req.get('hx-request')) return void res.redirect(303, '/tasks');
  res.set({ 'HX-Retarget': '#toasts', 'HX-Reswap': 'beforeend' });
  toast(res, text);
}
