import { Router } from 'express';
import { z } from 'zod';
import { t } from '../../texts/index.ts';
import { findVisible } from '../card/find-people.ts';
import type { PanelOptions } from '../panel-options.ts';
import { contactName } from '../present-contact.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { attachmentsOf, upload } from '../uploads.ts';
import { viewerOf } from '../viewer.ts';
import { presentContentFile } from './present-content.ts';
import { presentPreview } from './preview.ts';

const fieldName = z.string().regex(/^[\w.-]{1,100}$/);
const storedFiles = z.array(z.looseObject({ stored: z.string() })).catch([]);
const peopleQuery = z.object({ 'preview.q': z.string().trim().max(200).catch('') });
const previewQuery = z.object({ prefix: fieldName });

/** What every editor of a content asks for: its files, its preview, and whose eyes it is seen with. */
export function contentRoutes(options: Pick<PanelOptions, 'config' | 'messengers' | 'clock'>): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.post('/content/files', mails, upload(options.messengers), async (req, res) => {
    const { name } = z.object({ name: fieldName }).parse(req.query);
    const stored = storedFiles.parse(req.files).map(file => file.stored);
    const viewer = viewerOf(res);
    const files = (await attachmentsOf(stored, staffOf(res))).map(file =>
      presentContentFile(viewer, { ...file, isSpeech: file.mime === 'audio/ogg' || file.mime === 'audio/opus' }, name),
    );
    renderPart(res, 'content/files', { files });
  });

  router.get('/content/people', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const { 'preview.q': q } = peopleQuery.parse(req.query);
    const contacts = await findVisible(staffOf(res), q, 6);
    renderPart(res, 'content/people', {
      q,
      people: contacts.map(contact => ({ id: contact.id, name: contactName(viewer, contact), city: contact.city })),
    });
  });

  router.post('/content/preview', mails, async (req, res) => {
    const { prefix } = previewQuery.parse(req.query);
    const viewer = viewerOf(res);
    const shown = await presentPreview(viewer, {
      form: req.body,
      prefix,
      staff: staffOf(res),
      publicUrl: options.config.publicUrl,
    });
    renderPart(res, 'content/phone', { title: t(viewer.language, 'panel:content.firm'), ...shown });
  });

  return router;
}
