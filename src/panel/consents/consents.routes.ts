import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { consentKinds, consentsOf, holdingsOf, sayConsent } from '../../consents/index.ts';
import { livingContact } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { sendingRules } from '../../outbox/index.ts';
import { signal } from '../../signals/index.ts';
import { audit, may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { visibleContact } from '../card/may-see.ts';
import type { PanelOptions } from '../panel-options.ts';
import { contactName } from '../present-contact.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { presentLedger } from './present-ledger.ts';
import { proofOf } from './proof.ts';
import { proofPdf } from './proof-pdf.ts';
import { type RecordForm, readRecord, recordForm } from './record-form.ts';

const eraseForm = z.object({ reason: z.string().trim().max(500).default(''), sure: z.string().optional() });

/**
 * The consents of one person: what was said, writing down what was said elsewhere, the proof (right `export`: it takes a person's data out), and
 * erasing (right `administer`: unlike the trash nobody can take it back, so it is the owner's to do).
 */
export function consentsRoutes({ clock, eraser }: Pick<PanelOptions, 'clock' | 'eraser'>): Router {
  const router = Router();
  const writes = requireRight('write');
  const exports = requireRight('export');
  const administers = requireRight('administer');

  router.get('/contacts/:id/consents', async (req, res) => consentsPage(req, res, { saved: req.query.saved !== undefined }));

  router.post('/contacts/:id/consents', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const contact = await visibleContact(viewer, req.params.id);
    const form = recordForm.parse(req.body);
    const { at, faults } = readRecord(form, viewer);
    if (!at || Object.keys(faults).length > 0) return consentsPage(req, res, { form, faults });
    const { id, name } = staffOf(res);
    const { kind, topic, text, version, reason, evidence } = form;
    await sayConsent(
      {
        id: `staff:${contact.id}:${form.key || newId()}`,
        contact: contact.id,
        kind,
        given: form.given === 'yes',
        ...(kind === 'topic' && { topic }),
        version,
        text,
        at,
        by: { kind: 'staff', id, name, reason, ...(evidence && { evidence }) },
      },
      { by: { kind: 'staff', id, name }, now: viewer.now },
    );
    signal({ topic: 'contacts', about: contact.id });
    res.redirect(303, `/contacts/${contact.id}/consents?saved`);
  });

  router.get('/contacts/:id/proof.json', exports, async (req, res) => {
    const { proof, name } = await proofFor(req, res, 'json');
    res.set({ 'content-type': 'application/json; charset=utf-8', 'content-disposition': `attachment; filename="${name}.json"` });
    res.send(JSON.stringify(proof, undefined, 2));
  });

  router.get('/contacts/:id/proof.pdf', exports, async (req, res) => {
    const { proof, name } = await proofFor(req, res, 'pdf');
    const pdf = await proofPdf(viewerOf(res), proof);
    res.set({ 'content-type': 'application/pdf', 'content-disposition': `attachment; filename="${name}.pdf"` });
    res.send(pdf);
  });

  router.get('/contacts/:id/erase', administers, async (req, res) => erasePage(req, res, {}));

  router.post('/contacts/:id/erase', administers, async (req, res) => {
    const viewer = viewerOf(res);
    const contact = await visibleContact(viewer, req.params.id);
    const { reason, sure } = eraseForm.parse(req.body);
    if (sure === undefined) return erasePage(req, res, { reason, fault: t(viewer.language, 'panel:consents.erase.mustConfirm') });
    if (!eraser) throw new AppError('panel.not_found', 'This process erases nobody.');
    const { id, name, email } = staffOf(res);
    // Whoever breaks off in the middle of it was told by the audit, too.
    await audit({ at: clock.now(), what: 'erased', staff: id, email, contact: contact.id, ...(req.ip && { address: req.ip }) });
    await eraser.erase({ contact: contact.id, by: { kind: 'staff', id, name }, ...(reason && { reason }) });
    res.redirect(303, '/settings/retention?erased');
  });

  /** The person with the proof; that it was taken out is in the audit. Phones are hidden from who may not see them. */
  async function proofFor(req: Request, res: Response, format: string) {
    const viewer = viewerOf(res);
    const contact = await visibleContact(viewer, req.params.id);
    const staff = staffOf(res);
    const proof = await proofOf(contact, viewer.now);
    await audit({
      at: viewer.now,
      what: 'exported',
      staff: staff.id,
      email: staff.email,
      contact: contact.id,
      facts: { what: 'proof', format },
    });
    const name = contactName(viewer, contact);
    const hidden = { ...proof, person: { ...proof.person, name, phones: [], emails: [] } };
    return { proof: may(staff, 'seePhones') ? proof : hidden, name: `consents-${contact.id}` };
  }

  return router;
}

interface Typed {
  form?: RecordForm;
  faults?: Record<string, string>;
  saved?: boolean;
}

async function consentsPage(req: Request, res: Response, { form, faults, saved = false }: Typed) {
  const viewer = viewerOf(res);
  const contact = await visibleContact(viewer, req.params.id);
  const living = contact.mergedInto ? await livingContact(contact.id) : contact;
  if (living && living.id !== contact.id) return res.redirect(303, `/contacts/${living.id}/consents`);
  const [entries, { topics }] = await Promise.all([consentsOf(contact.id), sendingRules()]);
  const shown = form ?? recordForm.parse({ kind: 'advertising', given: 'no' });
  const kinds = consentKinds.map(kind => ({
    kind,
    label: t(viewer.language, kind === 'topic' ? 'panel:consents.record.topic' : `panel:consents.kind.${kind}`),
    on: kind === shown.kind,
  }));
  if (faults) res.status(422);
  renderPage(res, 'consents', {
    title: t(viewer.language, 'panel:consents.title', { name: contactName(viewer, contact) }),
    card: { id: contact.id, name: contactName(viewer, contact), href: `/contacts/${contact.id}` },
    ...(await presentLedger(viewer, entries)),
    form: { ...shown, key: newId(), gives: shown.given === 'yes' },
    kinds,
    topics: [...new Set([...topics.map(({ id }) => id), ...Object.keys(contact.topics ?? {})])],
    ...(faults && { faults }),
    saved,
    canWrite: viewer.staff !== undefined && may(viewer.staff, 'write'),
    canExport: viewer.staff !== undefined && may(viewer.staff, 'export'),
    canErase: viewer.staff !== undefined && may(viewer.staff, 'administer'),
  });
}

async function erasePage(req: Request, res: Response, { reason = '', fault }: { reason?: string; fault?: string }) {
  const viewer = viewerOf(res);
  const contact = await visibleContact(viewer, req.params.id);
  if (contact.mergedInto) return res.redirect(303, `/contacts/${contact.mergedInto}/erase`);
  const held = Object.entries((await holdingsOf(contact.id)) ?? {}).filter(([, count]) => count > 0);
  if (fault) res.status(422);
  renderPage(res, 'contact-erase', {
    title: t(viewer.language, 'panel:consents.erase.title', { name: contactName(viewer, contact) }),
    card: { id: contact.id, href: `/contacts/${contact.id}/consents` },
    held: held.map(([what, count]) => t(viewer.language, `panel:consents.erase.held.${what}`, { count })),
    reason,
    ...(fault && { unsure: fault }),
  });
}
