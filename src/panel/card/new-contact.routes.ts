import { type Response, Router } from 'express';
import { z } from 'zod';
import { createContact, fieldSettings, readStandardField, similarContacts } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { contactName } from '../present-contact.ts';
import { presentPhone } from '../present-phone.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { labelOf, visibleDefinitions } from './card-fields.ts';
import { maySeeContact } from './may-see.ts';

const asked = ['lastName', 'firstName', 'middleName', 'phone', 'email', 'birthday', 'city', 'company', 'position'] as const;
const inputs: Partial<Record<string, { inputmode?: string; placeholder?: string }>> = {
  phone: { inputmode: 'tel', placeholder: '+7 999 000-00-01' },
  email: { inputmode: 'email', placeholder: 'olga@example.org' },
  birthday: { placeholder: '12.05.1990' },
};
const form = z.record(z.string(), z.union([z.string().max(6000), z.array(z.string().max(6000))]));
const shownSimilar = 5;

/** A card that somebody makes by hand; who is like it is shown while one types. */
export function newContactRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const creates = requireRight('create');

  router.get('/contacts/new', creates, async (_req, res) => newPage(res, {}));

  router.post('/contacts/new/similar', creates, async (req, res) => {
    const typed = form.parse(req.body);
    renderPart(res, 'contacts/similar', { similar: await findSimilar(res, typed) });
  });

  router.post('/contacts/new', creates, async (req, res) => {
    const typed = form.parse(req.body);
    const { id, name } = staffOf(res);
    const { region, language } = viewerOf(res);
    const names = await staffNames();
    const required = visibleDefinitions(viewerOf(res), await fieldSettings()).filter(field => field.required);
    try {
      const made = await createContact(
        {
          ...Object.fromEntries(asked.map(field => [field, one(typed[field])])),
          custom: Object.fromEntries(required.map(({ key }) => [key, typed[`fields.${key}`] ?? ''])),
          owner: id,
        },
        {
          by: { kind: 'staff', id, name },
          key: `new:${id}:${one(typed.key) || newId()}`,
          now: clock.now(),
          region,
          language,
          staff: names,
        },
      );
      res.redirect(303, `/contacts/${made.id}`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(422);
      await newPage(res, { typed, error });
    }
  });

  return router;
}

async function newPage(res: Response, { typed = {}, error }: { typed?: z.infer<typeof form>; error?: AppError }) {
  const viewer = viewerOf(res);
  const problems = z
    .record(z.string(), z.object({ code: z.string(), message: z.string(), facts: z.record(z.string(), z.unknown()) }))
    .catch({})
    .parse(error?.facts.problems);
  const words = (field: string) => {
    const problem = problems[field];
    return problem && errorText(viewer.language, new AppError(problem.code, problem.message, problem.facts));
  };
  const names = await staffNames();
  const required = visibleDefinitions(viewer, await fieldSettings()).filter(field => field.required);
  const field = (name: string, more: object = {}) => ({
    name,
    domId: name.replace(/[^\p{L}\p{N}]/gu, '-'),
    label: labelOf(viewer, name),
    typed: one(typed[name]),
    problem:
      words(name) ?? (name === 'firstName' && error?.code === 'contacts.empty' ? errorText(viewer.language, error) : undefined),
    ...inputs[name],
    ...more,
  });
  renderPage(res, 'contact-new', {
    title: t(viewer.language, 'panel:contacts.new'),
    key: one(typed.key) || newId(),
    fields: [
      ...asked.map(name => field(name)),
      ...required.map(({ key, title, type, choices }) => {
        const given = typed[`fields.${key}`];
        const chosen = Array.isArray(given) ? given : [given];
        const known =
          type === 'yesNo'
            ? ['yes', 'no'].map(each => [each, t(viewer.language, `panel:card.${each}`)])
            : type === 'staff'
              ? [...names]
              : choices.map(each => [each, each]);
        const options = known.map(([value = '', label = '']) => ({ value, label, on: chosen.includes(value) }));
        const control =
          type === 'many'
            ? { checks: options }
            : ['list', 'yesNo', 'staff'].includes(type)
              ? { options: [{ value: '', label: '' }, ...options] }
              : {};
        return field(`fields.${key}`, { label: title, isRequired: true, ...control });
      }),
    ],
    similar: await findSimilar(res, typed),
  });
}

/** Cards like what was typed so far; what cannot be read yet is left out. */
async function findSimilar(res: Response, typed: z.infer<typeof form>) {
  const viewer = viewerOf(res);
  const context = { region: viewer.region, language: viewer.language };
  const read = (field: (typeof asked)[number]) => {
    const result = readStandardField(field, one(typed[field]), context);
    return 'value' in result && result.value !== '' ? result.value : undefined;
  };
  const [phone, email, firstName, lastName, middleName, birthday, city] = (
    ['phone', 'email', 'firstName', 'lastName', 'middleName', 'birthday', 'city'] as const
  ).map(read);
  const found = await similarContacts({
    phones: phone ? [phone] : [],
    emails: email ? [email] : [],
    identities: [],
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
    ...(middleName && { middleName }),
    ...(birthday && { birthday }),
    ...(city && { city }),
  });
  return found
    .filter(({ contact }) => maySeeContact(viewer, contact))
    .slice(0, shownSimilar)
    .map(({ contact, evidence }) => ({
      href: `/contacts/${contact.id}`,
      name: contactName(viewer, contact),
      about: [contact.phones[0] && presentPhone(viewer, contact.phones[0]).words, contact.city, contact.company]
        .filter(Boolean)
        .join(' · '),
      by: [...new Set(evidence.map(({ kind }) => t(viewer.language, `panel:card.duplicateBy.${kind}`)))].join(', '),
    }));
}

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));
