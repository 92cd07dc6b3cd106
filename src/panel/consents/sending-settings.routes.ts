import { type Response, Router } from 'express';
import { saveSendingRules, sendingRules } from '../../outbox/index.ts';
import { audit } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { readSending, type SendingForm, sendingForm, toSendingForm } from './sending-form.ts';

/** When and how often people may be written to first; topics of mailings. */
export function sendingSettingsRoutes({ clock }: Pick<PanelOptions, 'clock'>): Router {
  const router = Router();
  const settings = requireRight('settings');

  router.get('/settings/sending', settings, async (req, res) => {
    const rules = await sendingRules();
    page(res, { form: toSendingForm(rules), isOff: !rules.consentNeeded, saved: req.query.saved !== undefined });
  });

  router.post('/settings/sending', settings, async (req, res) => {
    const form = sendingForm.parse(req.body);
    const before = await sendingRules();
    const { rules, faults } = readSending(form, viewerOf(res), before);
    if (!rules) return page(res, { form, faults, isOff: !before.consentNeeded });
    await saveSendingRules(rules);
    if (rules.consentNeeded !== before.consentNeeded) {
      const { id, email } = staffOf(res);
      const facts = { part: 'sending', advertisingNeedsConsent: rules.consentNeeded };
      await audit({ at: clock.now(), what: 'settingsChanged', staff: id, email, ...(req.ip && { address: req.ip }), facts });
    }
    res.redirect(303, '/settings/sending?saved');
  });

  return router;
}

interface Shown {
  form: SendingForm;
  faults?: Record<string, string>;
  isOff: boolean;
  saved?: boolean;
}

function page(res: Response, { form, faults, isOff, saved = false }: Shown) {
  const viewer = viewerOf(res);
  if (faults) res.status(422);
  const count = form.topicId.length + (form.topicId.at(-1) === '' ? 0 : 1);
  renderPage(res, 'settings-sending', {
    title: t(viewer.language, 'panel:consents.sending.title'),
    form: { ...form, isQuiet: form.quiet !== undefined, needsConsent: form.consent !== undefined },
    topics: Array.from({ length: count }, (_, i) => ({
      n: i + 1,
      label: t(viewer.language, 'panel:consents.sending.topics.row', { n: i + 1 }),
      id: form.topicId[i] ?? '',
      ru: form.topicRu[i] ?? '',
      en: form.topicEn[i] ?? '',
      aboutRu: form.topicAboutRu[i] ?? '',
      aboutEn: form.topicAboutEn[i] ?? '',
      ...(faults?.[`topic${i}`] && { fault: faults[`topic${i}`] }),
    })),
    isOff,
    ...(faults && { faults }),
    saved,
  });
}
