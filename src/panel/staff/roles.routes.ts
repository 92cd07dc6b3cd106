import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { signal } from '../../signals/index.ts';
import { changeRoleSheet, createRole, isBuiltIn, listRoles, listStaff, mayGive, removeRole, rights } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { saidBeside } from '../sign-in-limits.ts';
import { viewerOf } from '../viewer.ts';
import { roleName } from './present-person.ts';

/** A checkbox that is not set is not sent; one alone is no list. */
const roleForm = z.object({
  name: z.string().trim().max(60).default(''),
  rights: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform(value => [value].flat())
    .pipe(z.array(z.enum(rights))),
  needsSecondFactor: z.literal('yes').optional(),
});
const params = z.object({ role: z.string().max(100) });
const dones = ['roleSaved', 'roleRemoved', 'roleCreated'] as const;
const doneQuery = z.object({ done: z.enum(dones).optional() }).catch({});

type Wishes = z.infer<typeof roleForm>;

interface Said {
  /** What was typed for a role and not taken; without an id for a new one. */
  typed?: { id?: string; wishes: Wishes };
  wrongName?: boolean;
  problem?: string;
  done?: string;
}

/** What each role may do, and roles of one's own. */
export function rolesRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const administers = requireRight('administer');
  const by = (res: Response) => ({ by: staffOf(res), now: clock.now() });

  router.get('/settings/roles', administers, async (req, res) => {
    const { done } = doneQuery.parse(req.query);
    await rolesPage(res, done ? { done: t(viewerOf(res).language, `panel:staff.done.${done}`) } : {});
  });

  router.post('/settings/roles', administers, async (req, res) => {
    const wishes = roleForm.parse(req.body);
    await save(res, { wishes }, 'roleCreated', () => createRole(toWishes(wishes), by(res)));
  });

  router.post('/settings/roles/:role', administers, async (req, res) => {
    const { role } = params.parse(req.params);
    const wishes = roleForm.parse(req.body);
    await save(res, { id: role, wishes }, 'roleSaved', () => changeRoleSheet(role, toWishes(wishes), by(res)));
  });

  router.post('/settings/roles/:role/remove', administers, async (req, res) => {
    const { role } = params.parse(req.params);
    await save(res, undefined, 'roleRemoved', () => removeRole(role, by(res)));
  });

  async function save(
    res: Response,
    typed: Said['typed'],
    done: (typeof dones)[number],
    run: () => Promise<unknown>,
  ): Promise<void> {
    const namesItself = typed && !(typed.id && isBuiltIn(typed.id));
    if (namesItself && typed.wishes.name === '') {
      res.status(422);
      return rolesPage(res, { typed, wrongName: true });
    }
    try {
      await run();
      signal({ topic: 'staff' });
      res.redirect(303, `/settings/roles?done=${done}`);
    } catch (error) {
      const problem = errorText(viewerOf(res).language, saidBeside(error));
      res.status(422);
      await rolesPage(res, { ...(typed && { typed }), problem });
    }
  }

  async function rolesPage(res: Response, { typed, wrongName, ...said }: Said): Promise<void> {
    const viewer = viewerOf(res);
    const me = staffOf(res);
    const [sheets, people] = await Promise.all([listRoles(), listStaff()]);
    const words = (key: string, values = {}) => t(viewer.language, `panel:staff.${key}`, values);
    const choices = (given: readonly string[]) =>
      rights.map(right => ({
        right,
        label: words(`rights.${right}.name`),
        hint: words(`rights.${right}.hint`),
        on: given.includes(right),
        isFixed: !mayGive(me, [right]),
      }));
    const columns = sheets.map(sheet => ({
      id: sheet.id,
      name: roleName(viewer, sheet),
      count: people.filter(({ role }) => role === sheet.id).length,
      needsSecondFactor: sheet.needsSecondFactor,
    }));
    const card = (sheet: (typeof sheets)[number]) => {
      const mine = typed?.id === sheet.id ? typed.wishes : undefined;
      const column = columns.find(({ id }) => id === sheet.id);
      return {
        id: sheet.id,
        title: roleName(viewer, sheet),
        name: mine?.name ?? sheet.name,
        isBuiltIn: isBuiltIn(sheet.id),
        people: words('roleCount', { count: column?.count ?? 0 }),
        mayRemove: !isBuiltIn(sheet.id) && column?.count === 0,
        mayChange: mayGive(me, sheet.rights),
        needsSecondFactor: mine ? mine.needsSecondFactor === 'yes' : sheet.needsSecondFactor,
        rights: choices(mine?.rights ?? sheet.rights),
        ...(mine && { isOpen: true, wrongName }),
      };
    };
    const isNew = typed !== undefined && typed.id === undefined;
    renderPage(res, 'roles', {
      title: words('rolesTitle'),
      columns,
      rows: rights.map(right => ({
        label: words(`rights.${right}.name`),
        hint: words(`rights.${right}.hint`),
        cells: sheets.map(sheet => ({ role: roleName(viewer, sheet), on: sheet.rights.includes(right) })),
      })),
      roles: sheets.map(card),
      fresh: {
        name: isNew ? typed.wishes.name : '',
        rights: choices(isNew ? typed.wishes.rights : ['seePhones', 'write', 'create']),
        needsSecondFactor: isNew && typed.wishes.needsSecondFactor === 'yes',
        isOpen: isNew,
        ...(isNew && { wrongName }),
      },
      ...said,
    });
  }

  return router;
}

const toWishes = ({ name, rights: given, needsSecondFactor }: Wishes) => ({
  name,
  rights: given,
  needsSecondFactor: needsSecondFactor === 'yes',
});
