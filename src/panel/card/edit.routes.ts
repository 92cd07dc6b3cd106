import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Category,
  type Contact,
  type ContactEdit,
  categories,
  changeContact,
  fieldSettings,
  suggestionsFor,
  type Temperature,
  temperatures,
} from '../../contacts/index.ts';
import { fieldWords } from '../../flows/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { may, staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { loadPerson } from '../load-card.ts';
import { presentContact } from '../present-contact.ts';
import { seesPhones } from '../present-phone.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import {
  customKey,
  type FieldContext,
  isCardField,
  presentCardField,
  presentFieldGroups,
  visibleDefinitions,
} from './card-fields.ts';
import { visibleContact } from './may-see.ts';

const longest = 6000;
const valueForm = z.object({
  value: z.union([z.string().max(longest), z.array(z.string().max(longest)).max(200)]).default(''),
  seen: z.string().max(50).optional(),
});
const listForm = z.object({ value: z.string().max(200), what: z.enum(['first', 'remove']) });
const tagForm = z.object({ add: z.string().trim().max(60).optional(), remove: z.string().max(100).optional() });
const suggestionForm = z.object({ id: z.string().max(500), accept: z.enum(['yes', 'no']) });

/** Changes to a card, one field at a time, in place. */
export function cardEditRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/contacts/:id/fields/:field', async (req, res) => {
    const { contact, name, context } = await find(res, req.params);
    const field = presentCardField(viewerOf(res), contact, name, context);
    renderPart(res, req.query.edit === undefined || !field.canWrite ? 'contacts/field' : 'contacts/field-form', field);
  });

  router.post('/contacts/:id/fields/:field', writes, async (req, res) => {
    const { contact, name, context } = await find(res, req.params);
    const { value, seen } = valueForm.parse(req.body);
    if (!presentCardField(viewerOf(res), contact, name, context).canWrite) throw forbidden();
    const edit = editOf(name, value);
    if (edit.owner && !context.names.has(edit.owner)) throw new AppError('staff.not_found', 'There is no such person.');
    try {
      const changed = await changeContact(contact.id, edit, {
        ...by(res),
        staff: context.names,
        ...(seen && { seen: { [name]: seen } }),
      });
      if (name !== 'category' || (changed.category === 'lost') === (contact.category === 'lost'))
        return renderPart(res, 'contacts/field', { ...presentCardField(viewerOf(res), changed, name, context), saved: true });
      res.set({ 'HX-Retarget': '#group-state', 'HX-Reswap': 'outerHTML' });
      renderPart(res, 'contacts/field-group', presentGraded(viewerOf(res), changed, context));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // What stands there now is read anew: somebody may have written it a moment ago.
      const standing = presentCardField(viewerOf(res), await visibleContact(viewerOf(res), contact.id), name, context);
      const isConflict = error.code === 'contacts.changed_meanwhile';
      res.status(isConflict ? 409 : 422);
      renderPart(res, 'contacts/field-form', {
        ...retyped(standing, value),
        problem: isConflict
          ? t(viewerOf(res).language, 'panel:card.conflict', {
              stands: standing.words ?? t(viewerOf(res).language, 'panel:card.changeEmpty'),
            })
          : errorText(viewerOf(res).language, error),
        isConflict,
      });
    }
  });

  router.post('/contacts/:id/lists/:field', writes, async (req, res) => {
    const { contact, name, context } = await find(res, req.params);
    const { value, what } = listForm.parse(req.body);
    const edit: ContactEdit = name === 'phone' ? { phones: { [what]: value } } : { emails: { [what]: value } };
    const changed = await changeContact(contact.id, edit, by(res));
    renderPart(res, 'contacts/field-form', presentCardField(viewerOf(res), changed, name, context));
  });

  router.post('/contacts/:id/tags', writes, async (req, res) => {
    const { add, remove } = tagForm.parse(req.body);
    const contact = await visibleContact(viewerOf(res), req.params.id);
    const edit = { ...(add && { addTags: [add] }), ...(remove !== undefined && { removeTags: [remove] }) };
    const changed = await changeContact(contact.id, edit, by(res));
    renderPart(res, 'contacts/tags', { ...presentContact(viewerOf(res), changed), canWrite: true });
  });

  router.post('/contacts/:id/suggestions', writes, async (req, res) => {
    const { id, accept } = suggestionForm.parse(req.body);
    const contact = await visibleContact(viewerOf(res), req.params.id);
    const suggestion = suggestionsFor(contact).find(each => each.id === id);
    const changed = suggestion
      ? await changeContact(contact.id, accept === 'yes' ? accepted(suggestion) : { refuse: suggestion.id }, by(res))
      : contact;
    renderPart(res, 'contacts/person', await loadPerson(viewerOf(res), changed));
  });

  function by(res: Response) {
    const { id, name } = staffOf(res);
    const { region, language } = viewerOf(res);
    return { by: { kind: 'staff' as const, id, name }, now: clock.now(), region, language };
  }

  return router;
}

/** The card, the field's name, and what it is shown with; a field that a role does not see is not there for it. */
async function find(
  res: Response,
  params: Record<string, string | string[] | undefined>,
): Promise<{ contact: Contact; name: string; context: FieldContext }> {
  const viewer = viewerOf(res);
  const contact = await visibleContact(viewer, params.id);
  const [definitions, words, names] = await Promise.all([fieldSettings(), fieldWords(), staffNames()]);
  const name = String(params.field);
  const seen = visibleDefinitions(viewer, definitions);
  const isHidden = definitions.some(({ key }) => key === customKey(name)) && !seen.some(({ key }) => key === customKey(name));
  const isClosed = (name === 'phone' || name === 'email') && !seesPhones(viewer);
  if (isHidden || isClosed) throw forbidden();
  if (!isCardField(name, contact, { definitions }))
    throw new AppError('contacts.unknown_field', 'There is no such field.', { field: name });
  return { contact, name, context: { definitions: seen, words, names, canWrite: may(staffOf(res), 'write') } };
}

const forbidden = () => new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');

/** Why somebody is lost is asked while it is known, and is no question any more when they are back. */
function presentGraded(viewer: Viewer, contact: Contact, context: FieldContext) {
  const { groups } = presentFieldGroups(viewer, contact, context);
  const { fields = [], ...state } = groups.find(({ id }) => id === 'state') ?? {};
  return {
    ...state,
    fields: fields.map(field => ({
      ...field,
      ...(field.name === 'category' && { saved: true }),
      ...(field.name === 'lostReason' && !contact.lostReason && { isOpen: true }),
    })),
  };
}

function editOf(name: string, value: string | string[]): ContactEdit {
  const key = customKey(name);
  if (key !== undefined) return { custom: { [key]: value } };
  const one = Array.isArray(value) ? (value[0] ?? '') : value;
  switch (name) {
    case 'owner':
      return { owner: one || null };
    case 'temperature':
      return { temperature: temperatures.find((each): each is Temperature => each === one) ?? null };
    case 'category':
      return { category: categories.find((each): each is Category => each === one) ?? null };
    default:
      return { [name]: one };
  }
}

/** The form with what was typed still in it. */
function retyped(field: ReturnType<typeof presentCardField>, value: string | string[]) {
  const values = Array.isArray(value) ? value : [value];
  const mark = (options: { value: string; label: string }[] | undefined) =>
    options?.map(option => ({ ...option, on: values.includes(option.value) }));
  const { options, checks } = field;
  return {
    ...field,
    typed: values.join(', '),
    ...(options && { options: mark(options) }),
    ...(checks && { checks: mark(checks) }),
  };
}

function accepted({ set, replaceEmail }: ReturnType<typeof suggestionsFor>[number]): ContactEdit {
  return replaceEmail ? { emails: { remove: replaceEmail.from, add: replaceEmail.to, first: replaceEmail.to } } : set;
}
