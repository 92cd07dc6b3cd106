import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { defaultQueue, heldBy, queuesInUse, setAway, whoIsAway } from '../../conversations/index.ts';
import type { HouseRules, To } from '../../inbox/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { activeStaff, may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { openConversation } from '../load-conversation.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { queueTitle } from './present-filters.ts';
import { presentPresence } from './present-presence.ts';
import { readSnooze, snoozeChoices } from './snooze-until.ts';

const held = z.string().max(300).optional();
const transferForm = z.object({ to: z.string().max(200), note: z.string().max(2000).default(''), held });
const snoozeForm = z.object({ until: z.string().max(40).default(''), at: z.string().max(40).default(''), held });
const closeForm = z.object({ reason: z.string().max(2000).default(''), held });
const heldForm = z.object({ held });

/** Who holds a conversation: given to somebody, put off, closed, opened again; and who is away. */
export function holdingRoutes(
  { dispatcher, rules, clock }: Pick<PanelOptions, 'dispatcher' | 'rules' | 'clock'>,
  renderState: (res: Response, id: string) => Promise<void>,
): Router {
  const router = Router();
  const writes = requireRight('write');
  const acting = (res: Response, given: string | undefined) => {
    const { id, name } = staffOf(res);
    return { by: { id, name }, ...(given !== undefined && { held: given }) };
  };

  /** The page shows what is so now; a form that was sent without a script comes back to the conversation. */
  async function done(req: Request, res: Response) {
    if (!req.get('hx-request')) return res.redirect(303, `/inbox/${idOf(req)}`);
    res.set('HX-Trigger', 'holding-done, inbox-changed');
    await renderState(res, idOf(req));
  }

  for (const sheet of ['transfer', 'snooze', 'close'] as const) {
    router.get(`/inbox/:id/${sheet}`, writes, async (req, res) => {
      await showSheet(req, res, { sheet, rules: rules.now() });
    });
  }

  router.post('/inbox/:id/transfer', writes, async (req, res) => {
    const { to, note, held } = transferForm.parse(req.body);
    await openConversation(viewerOf(res), idOf(req));
    const target = await readTarget(res, to, rules.now());
    if (!target) return showSheet(req, res, { sheet: 'transfer', rules: rules.now(), wrong: 'to', note });
    await dispatcher.transfer(idOf(req), target, { ...acting(res, held), note });
    await done(req, res);
  });

  router.post('/inbox/:id/snooze', writes, async (req, res) => {
    const { until, at, held } = snoozeForm.parse(req.body);
    await openConversation(viewerOf(res), idOf(req));
    const viewer = viewerOf(res);
    const time = readSnooze({ until, at }, viewer);
    if (!time || time <= viewer.now) return showSheet(req, res, { sheet: 'snooze', rules: rules.now(), wrong: 'at', at });
    await dispatcher.snooze(idOf(req), time, acting(res, held));
    await done(req, res);
  });

  router.post('/inbox/:id/close', writes, async (req, res) => {
    const { reason, held } = closeForm.parse(req.body);
    await openConversation(viewerOf(res), idOf(req));
    await dispatcher.close(idOf(req), { ...acting(res, held), reason });
    await done(req, res);
  });

  for (const verb of ['wake', 'reopen'] as const) {
    router.post(`/inbox/:id/${verb}`, writes, async (req, res) => {
      await openConversation(viewerOf(res), idOf(req));
      await dispatcher[verb](idOf(req), acting(res, heldForm.parse(req.body).held));
      await done(req, res);
    });
  }

  router.post('/inbox/away', writes, async (req, res) => {
    const { away } = z.object({ away: z.enum(['yes', 'no']) }).parse(req.body);
    await setAway(staffOf(res).id, away === 'yes', clock.now());
    await rules.refresh();
    if (!req.get('hx-request')) return res.redirect(303, '/inbox');
    renderPart(res, 'conversations/presence', { presence: presentPresence(viewerOf(res), rules.now()) });
  });

  return router;
}

interface Sheet {
  sheet: 'transfer' | 'snooze' | 'close';
  rules: HouseRules;
  /** The field that is wrong, and what was typed. */
  wrong?: 'to' | 'at';
  note?: string;
  at?: string;
}

async function showSheet(req: Request, res: Response, { sheet, rules, wrong, ...typed }: Sheet): Promise<void> {
  const viewer = viewerOf(res);
  const conversation = await openConversation(viewer, idOf(req));
  if (wrong) res.status(422).set('HX-Retarget', '#holding').set('HX-Reswap', 'innerHTML');
  renderPart(res, `conversations/${sheet}`, {
    href: `/inbox/${conversation.id}`,
    held: heldBy(conversation),
    ...(sheet === 'transfer' && (await targets(res, rules))),
    ...(sheet === 'snooze' && { choices: snoozeChoices(viewer) }),
    ...(sheet === 'close' && { reasons: reasonsIn(res) }),
    ...(wrong && { wrong: t(viewer.language, `panel:queues.wrong.${wrong}`) }),
    ...typed,
  });
}

const reasonsIn = (res: Response): string[] =>
  ['solved', 'noAnswer', 'spam'].map(key => t(viewerOf(res).language, `panel:queues.reasons.${key}`));

/** To whom a conversation may be given: whoever may answer, and the queues. */
async function targets(res: Response, rules: HouseRules) {
  const viewer = viewerOf(res);
  const [people, away, used] = await Promise.all([activeStaff(), whoIsAway(), queuesInUse()]);
  const queues = new Set([defaultQueue, ...rules.queues.keys(), ...used]);
  return {
    people: people
      .filter(staff => may(staff, 'write'))
      .map(({ id, name }) => ({
        value: `staff:${id}`,
        label: away.has(id) ? t(viewer.language, 'panel:queues.awayName', { name }) : name,
        isMe: id === viewer.staff?.id,
      })),
    queues: [...queues].map(id => ({ value: `queue:${id}`, label: queueTitle(viewer, id, rules) })),
  };
}

async function readTarget(res: Response, to: string, rules: HouseRules): Promise<To | undefined> {
  const { people, queues } = await targets(res, rules);
  const known = [...people, ...queues].some(({ value }) => value === to);
  if (!known) return undefined;
  const [kind = '', ...rest] = to.split(':');
  const id = rest.join(':');
  if (kind === 'queue') return { queue: id, title: queueTitle(viewerOf(res), id, rules) };
  const name = (await activeStaff()).find(staff => staff.id === id)?.name;
  return name === undefined ? undefined : { staff: { id, name } };
}

function idOf(req: Request): string {
  const id = z.string().safeParse(req.params.id);
  if (!id.success) throw new AppError('inbox.not_found', 'There is no such conversation.');
  return id.data;
}
