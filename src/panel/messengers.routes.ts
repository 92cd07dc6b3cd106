import { type Response, Router } from 'express';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { isConnectable } from '../accounts/index.ts';
import { lastEvents } from '../inbox/index.ts';
import { AppError } from '../lib/app-error.ts';
import { type MessengerName, messengerNames } from '../messages/index.ts';
import { may, staffNames } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { changeMessengerRoutes } from './change-messenger.routes.ts';
import { loadMessenger } from './load-messenger.ts';
import type { PanelOptions } from './panel-options.ts';
import { presentAccount } from './present-account.ts';
import { presentChecks } from './present-checks.ts';
import { presentHappened } from './present-happened.ts';
import { chatSnippet, linkOf, presentStanding } from './present-messenger.ts';
import { renderPage, renderPart } from './render.ts';
import { marked, renderChange } from './render-change.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

type Options = Pick<PanelOptions, 'accounts' | 'messengers' | 'config' | 'receives' | 'clock' | 'log'>;

const address = z.object({ name: z.enum(messengerNames) });
const pageQuery = z.object({ done: z.enum(['connected', 'replaced', 'disconnected', 'transport']).optional().catch(undefined) });
/** So much of what happened is shown. */
const latest = 10;

/** How the messengers stand, and a page for each that leads through connecting it. */
export function messengersRoutes(options: Options): Router {
  const { accounts } = options;
  const router = Router();

  router.get('/messengers', async (_req, res) => {
    renderPage(res, 'messengers', { title: t(viewerOf(res).language, 'panel:nav.messengers'), ...marked(await standings(res)) });
  });

  router.get('/messengers/standings', async (req, res) => {
    renderChange(req, res, 'messengers/list', await standings(res));
  });

  // Whatever else lies under /messengers is somebody else's.
  router.param('name', (_req, _res, next, name) => next(messengerNames.some(known => known === name) ? undefined : 'router'));

  router.get('/messengers/:name', async (req, res) => {
    const { name } = address.parse(req.params);
    await messengerPage(res, { name, options, done: pageQuery.parse(req.query).done });
  });

  router.get('/messengers/:name/standing', async (req, res) => {
    const { name } = address.parse(req.params);
    const standing = presentStanding(viewerOf(res), await loadMessenger(name, options), options.config.publicUrl);
    renderChange(req, res, 'messengers/standing', { standing });
  });

  router.get('/messengers/:name/checks', async (req, res) => {
    const { name } = address.parse(req.params);
    const { messenger } = await loadMessenger(name, options);
    const checks = await messenger?.inspect?.();
    if (checks) showChecks(res, { name, checks: presentChecks(viewerOf(res), name, checks) });
    else showChecks(res, { name });
  });

  router.get('/messengers/:name/happened', async (req, res) => {
    const { name } = address.parse(req.params);
    const viewer = viewerOf(res);
    const [{ messenger }, events, problems] = await Promise.all([
      loadMessenger(name, options),
      lastEvents(name, latest),
      accounts.problems(name, latest),
    ]);
    renderChange(req, res, 'messengers/happened', { name, ...presentHappened(viewer, { name, events, problems, messenger }) });
  });

  router.get('/messengers/:name/qr.svg', async (req, res) => {
    const { name } = address.parse(req.params);
    const found = linkOf(await loadMessenger(name, options), options.config.publicUrl);
    if (!found) throw new AppError('panel.not_found', 'There is no link to make a code of.');
    // Read in the dark theme too: the code brings its own white.
    res
      .type('image/svg+xml')
      .set('Cache-Control', 'private, max-age=60')
      .send(renderSVG(found.link, { border: 2 }));
  });

  router.use(changeMessengerRoutes({ ...options, page: messengerPage, showChecks }));
  return router;

  async function standings(res: Response) {
    const all = await Promise.all(messengerNames.map(name => loadMessenger(name, options)));
    return { messengers: all.map(standing => presentStanding(viewerOf(res), standing)) };
  }
}

interface Page {
  name: MessengerName;
  options: Options;
  done?: string | undefined;
  fault?: string | undefined;
}

async function messengerPage(res: Response, { name, options, done, fault }: Page): Promise<void> {
  const { config } = options;
  const viewer = viewerOf(res);
  const [standing, staff] = await Promise.all([loadMessenger(name, options), staffNames()]);
  const { view } = standing;
  const mayChange = may(staffOf(res), 'administer');
  const shown = presentStanding(viewer, standing, config.publicUrl);
  const takesHttp = config.ownBotApi ?? false;
  renderPage(res, 'messenger', {
    title: shown.label,
    name,
    ...marked({ standing: shown }),
    mayChange,
    ...(done && { done: t(viewer.language, `panel:messengers.done.${done}`) }),
    // What was connected just now is set up at once, without another press.
    arranges: mayChange && (done === 'connected' || done === 'transport'),
    hasChecks: standing.messenger?.inspect !== undefined && standing.state !== 'off',
    ...(view && {
      account: presentAccount(viewer, {
        standing: { ...standing, view },
        mayChange,
        staff,
        publicUrl: config.publicUrl,
        takesHttp,
        fault,
      }),
    }),
    ...(!isConnectable(name) && { site: { snippet: chatSnippet(config.publicUrl), needsPublicUrl: !config.publicUrl } }),
  });
}

function showChecks(res: Response, values: { name: MessengerName; checks?: ReturnType<typeof presentChecks> }): void {
  renderPart(res, 'messengers/checks', { ...values, mayChange: may(staffOf(res), 'administer') });
}
