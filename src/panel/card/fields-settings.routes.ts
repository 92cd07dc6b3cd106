import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  changeField,
  createField,
  type FieldDefinition,
  type FieldWishes,
  fieldSettings,
  fieldTypes,
  orderFields,
  removeField,
} from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { audit, listRoles } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

const many = z.union([z.string().transform(value => [value]), z.array(z.string())]).default([]);
const fieldForm = z.object({
  title: z.string().max(200).default(''),
  type: z.enum(fieldTypes).catch('text'),
  group: z.string().max(100).default(''),
  required: z.string().optional(),
  hiddenFrom: many,
  choices: z.string().max(30_000).default(''),
  define: z.string().max(200).optional(),
  version: z.coerce.number().optional(),
});
type FieldForm = z.infer<typeof fieldForm>;
type Facts = Record<string, string | number | boolean>;

/** The custom fields of the cards: what there is, in which order, for whom. */
export function fieldsSettingsRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  router.use('/settings/fields', requireRight('settings'));

  router.get('/settings/fields', async (req, res) => {
    const { define } = z.object({ define: z.string().max(200).optional().catch(undefined) }).parse(req.query);
    await fieldsPage(res, define ? { typed: fieldForm.parse({ title: define, define }) } : {});
  });

  router.post('/settings/fields', async (req, res) => {
    const form = fieldForm.parse(req.body);
    await write(res, form, undefined, async wishes => {
      const made = await createField(wishes, form.define ? { key: form.define } : {});
      return { made: made.title };
    });
  });

  router.post('/settings/fields/order', async (req, res) => {
    const { keys } = z.object({ keys: many.pipe(z.array(z.string().max(200)).max(500)) }).parse(req.body);
    await orderFields(keys);
    await note(res, { ordered: keys.length });
    renderPart(res, 'contacts/defined-fields', await presentFields(res));
  });

  router.post('/settings/fields/:key', async (req, res) => {
    const form = fieldForm.parse(req.body);
    const key = String(req.params.key);
    await write(res, form, key, async wishes => {
      await changeField(key, wishes, { version: form.version ?? 0 });
      return { changed: wishes.title };
    });
  });

  router.post('/settings/fields/:key/remove', async (req, res) => {
    const { version } = z.object({ version: z.coerce.number() }).parse(req.body);
    const key = String(req.params.key);
    await removeField(key, { version });
    await note(res, { removed: key });
    res.redirect(303, '/settings/fields');
  });

  async function write(res: Response, form: FieldForm, key: string | undefined, act: (wishes: FieldWishes) => Promise<Facts>) {
    const { title, type, group, hiddenFrom } = form;
    const choices = form.choices
      .split('\n')
      .map(line => line.trim())
      .filter(Boolean);
    try {
      if (!title.trim()) throw new AppError('contacts.no_title', 'Give the field a name.');
      if (title.trim().length > 100 || choices.some(line => line.length > 100))
        throw new AppError('contacts.too_long', 'At most 100 characters.', { most: 100 });
      await note(res, await act({ title, type, group, required: form.required === 'yes', hiddenFrom, choices }));
      res.redirect(303, '/settings/fields');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(error.code.endsWith('.conflict') ? 409 : 422);
      await fieldsPage(res, {
        typed: form,
        ...(key && { key }),
        problem: { text: errorText(viewerOf(res).language, error), code: error.code },
      });
    }
  }

  async function note(res: Response, facts: Facts) {
    const { id, email } = staffOf(res);
    await audit({ at: clock.now(), what: 'settingsChanged', staff: id, email, facts: { page: 'fields', ...facts } });
  }

  return router;
}

interface Typed {
  typed?: FieldForm;
  /** Of which field; a new one without. */
  key?: string;
  problem?: { text: string; code: string };
}

async function fieldsPage(res: Response, typed: Typed) {
  const { language } = viewerOf(res);
  const shown = await presentFields(res, typed);
  renderPage(res, 'settings-fields', { title: t(language, 'panel:fields.title'), ...shown });
}

async function presentFields(res: Response, { typed, key, problem }: Typed = {}) {
  const { language } = viewerOf(res);
  const [fields, roles] = await Promise.all([fieldSettings(), listRoles()]);
  const roleNames = roles.map(({ id, name }) => ({ id, name: name ?? t(language, `panel:roles.${id}`) }));
  const form = (field: Partial<Omit<FieldDefinition, 'choices'>> & { choices?: string[] }, wrong?: Typed['problem']) => ({
    ...field,
    domId: (field.key ?? 'new').replace(/[^\p{L}\p{N}]/gu, '-'),
    path: field.key ? `/settings/fields/${encodeURIComponent(field.key)}` : '/settings/fields',
    typeName: t(language, `panel:fields.types.${field.type ?? 'text'}`),
    types: fieldTypes.map(type => ({
      value: type,
      label: t(language, `panel:fields.types.${type}`),
      on: type === (field.type ?? 'text'),
    })),
    roles: roleNames.map(({ id, name }) => ({ id, name, on: field.hiddenFrom?.includes(id) })),
    lines: (field.choices ?? []).join('\n'),
    groups: [...new Set(fields.map(({ group }) => group).filter(Boolean))],
    problem: wrong?.text,
    isTitleWrong: wrong !== undefined && wrong.code !== 'contacts.no_choices',
    isChoicesWrong: wrong?.code === 'contacts.no_choices',
  });
  const again = typed && {
    ...typed,
    required: typed.required === 'yes',
    choices: typed.choices.split('\n'),
    order: 0,
    version: typed.version ?? 0,
  };
  return {
    fields: fields.map((field, i) => ({
      ...(again && key === field.key ? { ...form({ ...again, key: field.key }, problem), isOpen: true } : form(field)),
      isFirst: i === 0,
      isLast: i === fields.length - 1,
    })),
    fresh: {
      ...form(again && !key ? again : {}, key ? undefined : problem),
      define: key ? undefined : typed?.define,
      isOpen: fields.length === 0 || (typed !== undefined && !key),
    },
  };
}
