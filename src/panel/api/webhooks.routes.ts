import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { t } from '../../texts/index.ts';
import {
  changeSubscription,
  createSubscription,
  eventTypes,
  getSubscription,
  latestDeliveries,
  listSubscriptions,
  queueEvents,
  removeSubscription,
  renewSecret,
  replayDelivery,
  type Subscription,
  switchSubscription,
  type WebhookDelivery,
} from '../../webhooks/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { marked, renderChange } from '../render-change.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { type Viewer, viewerOf } from '../viewer.ts';

const list = z.union([z.string().transform(one => [one]), z.array(z.string())]).default([]);
const form = z.object({ name: z.string().default(''), url: z.string().default(''), events: list });
type Typed = z.output<typeof form>;
type Faults = Partial<Record<'name' | 'url' | 'events', string>>;

const blank: Typed = { name: '', url: '', events: [] };
const said = z
  .object({ said: z.enum(['saved', 'removed', 'tested', 'switchedOn', 'switchedOff', 'replayed']).optional() })
  .catch({});
const places: Record<string, keyof Faults> = {
  'webhooks.bad_address': 'url',
  'webhooks.inside_address': 'url',
  'webhooks.too_many_subscriptions': 'name',
};
const shownDeliveries = 50;

/** The addresses that are told what happens, in the settings. */
export function webhooksRoutes({ clock, config, vault }: Pick<PanelOptions, 'clock' | 'config' | 'vault'>): Router {
  const router = Router();
  const administers = requireRight('administer');
  const allowPrivate = config.privateWebhooks ?? false;
  const find = (req: Request) => getSubscription(z.string().parse(req.params.id));
  const pathOf = ({ id }: Pick<Subscription, 'id'>) => `/settings/webhooks/${id}`;

  router.get('/settings/webhooks', administers, async (req, res) => listPage(res, { told: toldBy(req, res) }));

  router.post('/settings/webhooks', administers, async (req, res) => {
    const typed = form.parse(req.body ?? {});
    const read = readForm(viewerOf(res), typed);
    if ('faults' in read) return listPage(res, { typed, faults: read.faults });
    try {
      const means = { by: staffOf(res), now: clock.now(), safe: vault, allowPrivate };
      const { subscription, secret } = await createSubscription(read, means);
      await onePage(res, subscription, { secret });
    } catch (error) {
      await listPage(res, { typed, faults: faultOf(viewerOf(res), error) });
    }
  });

  router.get('/settings/webhooks/:id', administers, async (req, res) =>
    onePage(res, await find(req), { told: toldBy(req, res) }),
  );

  router.get('/settings/webhooks/:id/log', administers, async (req, res) =>
    renderChange(req, res, 'api/webhook-log', await logOf(viewerOf(res), await find(req))),
  );

  router.post('/settings/webhooks/:id', administers, async (req, res) => {
    const subscription = await find(req);
    const typed = form.parse(req.body ?? {});
    const read = readForm(viewerOf(res), typed);
    if ('faults' in read) return onePage(res, subscription, { typed, faults: read.faults });
    try {
      await changeSubscription(subscription.id, read, { allowPrivate });
      res.redirect(303, `${pathOf(subscription)}?said=saved`);
    } catch (error) {
      await onePage(res, subscription, { typed, faults: faultOf(viewerOf(res), error) });
    }
  });

  router.post('/settings/webhooks/:id/switch', administers, async (req, res) => {
    const subscription = await find(req);
    const now = clock.now();
    await switchSubscription(subscription.id, subscription.off ? undefined : { at: now, why: 'byHand' }, now);
    res.redirect(303, `${pathOf(subscription)}?said=${subscription.off ? 'switchedOn' : 'switchedOff'}`);
  });

  router.post('/settings/webhooks/:id/secret', administers, async (req, res) => {
    const subscription = await find(req);
    await onePage(res, subscription, { secret: await renewSecret(subscription.id, { safe: vault }) });
  });

  router.post('/settings/webhooks/:id/test', administers, async (req, res) => {
    const subscription = await find(req);
    const now = clock.now();
    const id = `test:${newId()}`;
    await queueEvents(
      [{ id, type: 'test', at: now, seenAt: now, contact: id, data: { name: subscription.name } }],
      [subscription],
      { now, region: viewerOf(res).region },
    );
    res.redirect(303, `${pathOf(subscription)}?said=tested`);
  });

  router.post('/settings/webhooks/:id/remove', administers, async (req, res) => {
    await removeSubscription((await find(req)).id);
    res.redirect(303, '/settings/webhooks?said=removed');
  });

  router.post('/settings/webhooks/:id/deliveries/:delivery/replay', administers, async (req, res) => {
    const subscription = await find(req);
    await replayDelivery(subscription.id, z.string().parse(req.params.delivery), clock.now());
    res.redirect(303, `${pathOf(subscription)}?said=replayed`);
  });

  return router;
}

interface Said {
  typed?: Typed;
  faults?: Faults;
  told?: string | undefined;
  secret?: string;
}

async function listPage(res: Response, { typed = blank, faults, told }: Said): Promise<void> {
  const viewer = viewerOf(res);
  if (faults) res.status(422);
  renderPage(res, 'settings-webhooks', {
    title: words(viewer, 'title'),
    rows: (await listSubscriptions()).map(each => presentSubscription(viewer, each)),
    none: { title: words(viewer, 'none.title'), text: words(viewer, 'none.text') },
    form: { typed, events: presentEvents(viewer, typed.events), faults },
    told,
  });
}

async function onePage(res: Response, subscription: Subscription, { typed, faults, told, secret }: Said): Promise<void> {
  const viewer = viewerOf(res);
  const { name, url, events } = subscription;
  const shown = typed ?? { name, url, events };
  if (faults) res.status(422);
  res.set('cache-control', 'no-store');
  renderPage(res, 'settings-webhook', {
    title: name,
    ...presentSubscription(viewer, subscription),
    ...marked(await logOf(viewer, subscription)),
    form: { typed: shown, events: presentEvents(viewer, shown.events), faults },
    told,
    secret,
  });
}

async function logOf(viewer: Viewer, { id }: Subscription) {
  return {
    action: `/settings/webhooks/${id}`,
    deliveries: (await latestDeliveries(id, shownDeliveries)).map(each => presentDelivery(viewer, each)),
    logNone: { title: words(viewer, 'logNone.title'), text: words(viewer, 'logNone.text') },
  };
}

const words = ({ language }: Pick<Viewer, 'language'>, key: string, values = {}): string =>
  t(language, `panel:webhooks.${key}`, values);

function toldBy(req: Request, res: Response): string | undefined {
  const { said: what } = said.parse(req.query);
  return what && words(viewerOf(res), what);
}

function readForm({ language }: Viewer, { name: typed, url, events }: Typed) {
  const name = typed.trim();
  const chosen = eventTypes.filter(type => events.includes(type));
  const faults: Faults = {
    ...((name === '' || name.length > 100) && { name: t(language, 'panel:api.wrong.name') }),
    ...(chosen.length === 0 && { events: t(language, 'panel:api.wrong.no_events') }),
    ...(url.length > 2000 && { url: t(language, 'panel:api.wrong.bad_address') }),
  };
  return Object.keys(faults).length > 0 ? { faults } : { name, url: url.trim(), events: chosen };
}

function faultOf({ language }: Viewer, error: unknown): Faults {
  const place = error instanceof AppError ? places[error.code] : undefined;
  if (!place || !(error instanceof AppError)) throw error;
  return { [place]: t(language, `panel:api.wrong.${error.code.replace('webhooks.', '')}`) };
}

const presentEvents = (viewer: Viewer, chosen: string[]) =>
  eventTypes.map(id => ({ id, label: words(viewer, `event.${id.replace('.', '_')}`), on: chosen.includes(id) }));

function presentSubscription(viewer: Viewer, { id, name, url, off, failures = 0 }: Subscription) {
  const state = off ? 'off' : failures > 0 ? 'wait' : 'good';
  return {
    href: `/settings/webhooks/${id}`,
    name,
    url,
    isOff: off !== undefined,
    state: { state, words: words(viewer, `state.${state}`) },
    ...(off && { why: words(viewer, `why.${off.why}`, { time: presentTime(viewer, off.at).words }) }),
  };
}

const stateOf = { sent: 'good', failed: 'bad', queued: 'wait' } as const;

function presentDelivery(viewer: Viewer, { id, type, state, body, at, tries }: WebhookDelivery) {
  const what = words(viewer, `event.${type.replace('.', '_')}`);
  const last = tries.at(-1);
  const time = presentTime(viewer, at);
  return {
    id: encodeURIComponent(id),
    what,
    time,
    state: { state: stateOf[state], words: words(viewer, state) },
    ...(last && { answer: String(last.status ?? last.problem ?? '') }),
    tries: words(viewer, 'tries', { count: tries.length }),
    body: JSON.stringify(JSON.parse(body), null, 2),
    ...(state !== 'queued' && { replay: words(viewer, 'replayNamed', { what, time: time.words }) }),
  };
}
