import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  type AlertSettings,
  alertSettingsOf,
  alertTopics,
  changeAlertSettings,
  linkPrefix,
  makeLinkCode,
  unlinkMessenger,
} from '../alerts/index.ts';
import type { Clock } from '../lib/clock.ts';
import { addressOf, getMessage, type Messenger } from '../messages/index.ts';
import { may } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { presentDelivery } from './present-delivery.ts';
import { linkOf, messengerName, presentMessengerMark } from './present-messenger.ts';
import { presentTime } from './present-time.ts';
import { renderPage, renderPart } from './render.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const time = z.union([z.literal(''), z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)]).default('');
const alertsForm = z.object({
  browser: z
    .union([z.string(), z.array(z.string())])
    .transform(value => [value].flat())
    .default([]),
  away: z
    .union([z.string(), z.array(z.string())])
    .transform(value => [value].flat())
    .default([]),
  sound: z.string().optional(),
  quietFrom: time.catch('-'),
  quietUntil: time.catch('-'),
});

/** What a person is told of, and where. */
export function alertsRoutes({ clock, messengers }: { clock: Clock; messengers: Messenger[] }): Router {
  const router = Router();

  router.get('/settings/alerts', async (req, res) => {
    await alertsPage(res, await alertSettingsOf(staffOf(res).id), { saved: req.query.saved !== undefined });
  });

  router.post('/settings/alerts', async (req, res) => {
    const { browser, away, sound, quietFrom: from, quietUntil: until } = alertsForm.parse(req.body);
    const { id } = staffOf(res);
    const chosen = (names: string[]) => ({
      mine: names.includes('mine'),
      queue: names.includes('queue'),
      personal: names.includes('personal'),
    });
    const change = { browser: chosen(browser), away: chosen(away), sound: sound !== undefined };
    const isGood = from !== '-' && until !== '-' && (from === '') === (until === '') && (from === '' || from !== until);
    if (!isGood) {
      res.status(422);
      const typed = { ...(await alertSettingsOf(id)), ...change, quiet: { from, until } };
      return alertsPage(res, typed, { problem: t(viewerOf(res).language, 'panel:alerts.quietProblem') });
    }
    await changeAlertSettings(id, { ...change, quiet: from === '' ? null : { from, until } });
    res.redirect(303, '/settings/alerts?saved');
  });

  /** A link that counts once; it is made when it is asked for. */
  router.post('/settings/alerts/link/:messenger', async (req, res) => {
    const { language } = viewerOf(res);
    const found = linkable().find(({ name }) => name === req.params.messenger);
    if (!found) return res.redirect(303, '/settings/alerts');
    const code = await makeLinkCode(staffOf(res).id, clock.now());
    const query = new URLSearchParams({ [found.name === 'telegram' ? 'start' : 'ref']: `${linkPrefix}${code}` });
    const values = { messenger: messengerName(found.name) };
    const link = { href: `${found.link}?${query}`, words: t(language, 'panel:alerts.openLink', values) };
    if (req.get('hx-request')) return renderPart(res, 'alert-link', { link });
    await alertsPage(res, await alertSettingsOf(staffOf(res).id), { link });
  });

  router.post('/settings/alerts/unlink', async (_req, res) => {
    await unlinkMessenger(staffOf(res).id);
    res.redirect(303, '/settings/alerts?saved');
  });

  /** Where a person can be reached by a bot of ours. */
  function linkable() {
    return messengers.flatMap(({ name, account, state }) => {
      if (name === 'web' || state.state !== 'ready') return [];
      const link = linkOf({ name, state: 'ready', called: state.name, account })?.link;
      return link ? [{ name, link }] : [];
    });
  }

  async function alertsPage(res: Response, settings: AlertSettings, more: Record<string, unknown>): Promise<void> {
    const viewer = viewerOf(res);
    const { language } = viewer;
    const topics = (chosen: AlertSettings['away']) =>
      alertTopics.map(name => ({ name, label: t(language, `panel:alerts.topic.${name}`), on: chosen[name] }));
    renderPage(res, 'alerts', {
      title: t(language, 'panel:alerts.title'),
      browser: topics(settings.browser),
      away: topics(settings.away),
      sound: settings.sound,
      quiet: settings.quiet,
      mayWrite: may(staffOf(res), 'write'),
      ...(settings.link && { linked: await presentLink(settings.link) }),
      choices: linkable().map(({ name }) => ({
        ...presentMessengerMark(viewer, name),
        href: `/settings/alerts/link/${name}`,
        words: t(language, 'panel:alerts.link', { messenger: messengerName(name) }),
      })),
      ...more,
    });

    async function presentLink({ conversation, name, stoppedAt, last }: NonNullable<AlertSettings['link']>) {
      const messenger = messengerName(addressOf(conversation).messenger);
      const delivery = last ? (await getMessage(last))?.delivery : undefined;
      const wentWrong = delivery && ['failed', 'suppressed', 'unknown'].includes(delivery.state);
      return {
        words: t(language, `panel:alerts.linked${name ? '' : 'Nameless'}`, { messenger, name }),
        ...(stoppedAt && { problem: t(language, 'panel:alerts.stopped', { time: presentTime(viewer, stoppedAt).words }) }),
        ...(!stoppedAt &&
          wentWrong && { problem: t(language, 'panel:alerts.failed', { reason: presentDelivery(viewer, delivery).words }) }),
      };
    }
  }

  return router;
}
