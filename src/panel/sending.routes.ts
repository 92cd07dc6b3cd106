import { Router } from 'express';
import { z } from 'zod';
import { getContacts } from '../contacts/index.ts';
import { messengerNames, troubleOfAccount } from '../messages/index.ts';
import { currentGauge, troubleMs } from '../outbox/index.ts';
import { t } from '../texts/index.ts';
import type { PanelOptions } from './panel-options.ts';
import { presentAccountMark, presentGauge, presentTrouble } from './present-gauge.ts';
import { renderPage, renderPart } from './render.ts';
import { viewerOf } from './viewer.ts';

const account = z.string().regex(new RegExp(`^(${messengerNames.join('|')}):[\\w-]+$`));
const most = 100;

/** What waits to be sent and why, for the page of messengers, and what was not sent. */
export function sendingRoutes({ messengers, clock }: Pick<PanelOptions, 'messengers' | 'clock'>): Router {
  const router = Router();

  router.get('/messengers/sending', async (_req, res) => {
    const gauges = await currentGauge(clock.now());
    renderPart(res, 'messengers/gauge', { accounts: presentGauge(viewerOf(res), gauges, messengers) });
  });

  router.get('/messengers/sending/failed', async (req, res) => {
    const viewer = viewerOf(res);
    const asked = z.object({ account }).parse(req.query).account;
    const since = new Date(clock.now().getTime() - troubleMs);
    const messages = await troubleOfAccount(asked, { since, limit: most });
    const contacts = new Map((await getContacts(messages.map(({ contact }) => contact))).map(contact => [contact.id, contact]));
    renderPage(res, 'sending-failed', {
      title: t(viewer.language, 'panel:sending.failed.title'),
      account: presentAccountMark(viewer, asked, messengers),
      rows: messages.map(message => presentTrouble(viewer, message, contacts.get(message.contact))),
      ...(messages.length === most && { latest: t(viewer.language, 'panel:sending.failed.latest', { count: most }) }),
    });
  });
  return router;
}
