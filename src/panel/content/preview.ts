import { z } from 'zod';
import { getContact } from '../../contacts/index.ts';
import { contentLanguages, type MessageContent, previewContent } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { knownCapabilities, type MessengerName, messengerNames, type Outgoing } from '../../messages/index.ts';
import type { Staff } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { maySeeContact } from '../card/may-see.ts';
import { errorText } from '../errors.ts';
import { type ShownMessage, showMessage } from '../flow-editor/show-message.ts';
import { coveredFor } from '../hidden-fields.ts';
import { contactName } from '../present-contact.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import type { Viewer } from '../viewer.ts';
import { readContent } from './read-content.ts';

/** Of the whole form only what the preview goes by: which messenger, whose eyes, whether it is advertising. */
const wishes = z.object({
  messenger: z.enum(messengerNames).catch('telegram'),
  language: z.enum(contentLanguages).catch('ru'),
  contact: z.string().max(100).optional().catch(undefined),
});
const about = z.object({ purpose: z.string().optional().catch(undefined), topic: z.string().optional().catch(undefined) });

interface Asked {
  form: unknown;
  prefix: string;
  staff: Staff;
  publicUrl: string | undefined;
}

/** The content of a form as it arrives in a messenger, seen by the contact that was chosen, or by an invented one. */
export async function presentPreview(viewer: Viewer, { form, prefix, staff, publicUrl }: Asked) {
  const fields = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(form ?? {});
  const [messenger, language, contactId] = ['messenger', 'language', 'contact'].map(name => fields[`preview.${prefix}.${name}`]);
  const wish = wishes.parse({ messenger, language, contact: contactId });
  const { purpose, topic } = about.parse(fields);
  const found = wish.contact ? await getContact(wish.contact) : undefined;
  const contact = found && maySeeContact(viewer, found) ? found : undefined;
  const text = (key: string) => t(viewer.language, `panel:content.${key}`);
  const head = { messenger: wish.messenger, as: contact ? contactName(viewer, contact) : text('asSomebody') };
  try {
    const content = await readContent(form, { prefix, staff });
    const messages = await previewContent(content, {
      messenger: wish.messenger,
      ...(!contact && { language: wish.language }),
      ...(contact && { contactId: contact.id, covered: await coveredFor(viewer) }),
      advertising: purpose === 'advertising',
      ...(topic && { topic }),
      now: viewer.now,
      timeZone: viewer.timeZone,
      ...(publicUrl !== undefined && { publicUrl }),
    });
    return { ...head, ...shown(viewer, isEmpty(content) ? [] : messages, wish.messenger) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...head, wrong: `${text('brokenPreview')} ${errorText(viewer.language, error)}`, parts: [] };
  }
}

const isEmpty = (content: MessageContent): boolean =>
  [content, ...Object.values(content.variants)].every(
    body => !body || (Object.keys(body.texts).length === 0 && body.files.length === 0 && body.buttons.length === 0),
  );

/** Messages as bubbles of a messenger, with what it could not carry as it was written. */
export function shown(viewer: Viewer, messages: Outgoing[], messenger: MessengerName) {
  const each = messages.map(message => showMessage(message, messenger, knownCapabilities[messenger]));
  const label = presentMessengerMark(viewer, messenger).label;
  const parts = each.flatMap(message => message.parts);
  const notes = each.flatMap(({ fitted, parts: of }) =>
    fitted.map(key => t(viewer.language, `panel:flows.chat.fitted.${key}`, { count: of.length, messenger: label })),
  );
  const pictures = messages.flatMap(({ attachments = [] }) => attachments.filter(({ kind }) => kind === 'photo'));
  const pictureOf = ({ kind, name }: { kind: string; name: string }) => {
    const picture = kind === 'photo' && pictures.find(each => each.name === name);
    return picture ? { src: `/files/${encodeURIComponent(picture.id)}/small` } : {};
  };
  const keyboard = each.map((message: ShownMessage) => message.keyboard).findLast(Boolean);
  return {
    parts: parts.map(part => ({ ...part, files: part.files.map(file => ({ ...file, ...pictureOf(file) })) })),
    ...(keyboard && { keyboard }),
    notes: [...new Set(notes)],
  };
}
