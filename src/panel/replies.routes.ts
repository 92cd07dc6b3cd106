import { type Request, type Response, Router } from 'express';
import multer, { type StorageEngine } from 'multer';
import { z } from 'zod';
import { keepFile, removeFile, saveFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { addReply, type CannedReply, changeReply, getReply, listReplies, type ReplyFile, removeReply } from '../replies/index.ts';
import { may, type Staff } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { readButtons } from './compose.ts';
import { errorText } from './errors.ts';
import { renderPage, renderPart } from './render.ts';
import { variableLabel, variableNames } from './reply-values.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { attachmentsOf, presentUpload } from './uploads.ts';
import { viewerOf } from './viewer.ts';

const mostFiles = 10;
const many = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());
const replyForm = z.object({
  name: z.string().trim().max(200).default(''),
  who: z.enum(['shared', 'personal']).catch('personal'),
  ru: z.string().trim().max(20_000).default(''),
  en: z.string().trim().max(20_000).default(''),
  kept: many.default([]),
  buttonLabel: many.default([]),
  buttonUrl: many.default([]),
  version: z.coerce.number().int().optional().catch(undefined),
});
type Form = z.infer<typeof replyForm>;

/** The canned replies: everybody's, changed with the right `settings`, and one's own. */
export function repliesRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/settings/replies', writes, async (req, res) => {
    const { language } = viewerOf(res);
    const all = await listReplies(staffOf(res).id);
    const groups = [
      { title: t(language, 'panel:replies.shared'), replies: all.filter(({ staff }) => staff === undefined).map(lineOf) },
      { title: t(language, 'panel:replies.personal'), replies: all.filter(({ staff }) => staff !== undefined).map(lineOf) },
    ];
    renderPage(res, 'replies', {
      title: t(language, 'panel:replies.title'),
      groups: groups.filter(({ replies }) => replies.length > 0),
      saved: req.query.saved !== undefined,
      removed: req.query.removed !== undefined,
    });
  });

  router.get('/settings/replies/new', writes, (_req, res) => editPage(res, undefined, emptyForm(staffOf(res))));

  router.post('/settings/replies/files', writes, files, async (req, res) => {
    const stored = z.array(z.looseObject({ stored: z.string() })).parse(req.files ?? []);
    const uploads = await Promise.all(stored.map(file => presentUpload(viewerOf(res), file.stored)));
    renderPart(res, 'reply-files', { files: uploads });
  });

  router.get('/settings/replies/:id', writes, async (req, res) => {
    const reply = await getReply(idOf(req), staffOf(res).id);
    await editPage(res, reply, formOf(reply));
  });

  router.post(['/settings/replies/new', '/settings/replies/:id'], writes, async (req, res) => {
    const staff = staffOf(res);
    const form = replyForm.parse(req.body);
    const reply = req.params.id === undefined ? undefined : await changeable(idOf(req), staff);
    const uploaded = z.array(z.looseObject({ stored: z.string() })).parse(req.files ?? []);
    const brought = await attachmentsOf(
      uploaded.map(({ stored }) => stored),
      staff,
    );
    const all: ReplyFile[] = [...(await keptFiles(form, reply, staff)), ...brought];
    const now = clock.now();
    try {
      const problem = problemOf(form, all);
      if (problem) throw problem;
      const personal = form.who === 'personal' || !may(staff, 'settings');
      const input = {
        name: form.name,
        texts: { ...(form.ru && { ru: form.ru }), ...(form.en && { en: form.en }) },
        files: all,
        buttons: readButtons(form),
        ...(personal && { staff: staff.id }),
      };
      if (reply) await changeReply(reply.id, input, { version: form.version ?? 0, by: staff.id, now });
      else await addReply(input, staff.id, now);
      for (const { id } of all) await keepFile(id);
      for (const { id } of reply?.files ?? []) if (!all.some(file => file.id === id)) await removeFile(id);
      res.redirect(303, '/settings/replies?saved');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const field = /^replies\.bad_(name|text|files)$/.exec(error.code)?.[1];
      const words = field
        ? t(viewerOf(res).language, `panel:replies.problem.${field}`)
        : errorText(viewerOf(res).language, error);
      res.status(error.code === 'replies.conflict' ? 409 : 422);
      await editPage(res, reply, form, { [field ?? 'other']: words }, all);
    }
  });

  router.post('/settings/replies/:id/remove', writes, async (req, res) => {
    const reply = await changeable(idOf(req), staffOf(res));
    await removeReply(reply.id);
    if (req.get('hx-request')) return void res.set('HX-Redirect', '/settings/replies?removed').end();
    res.redirect(303, '/settings/replies?removed');
  });

  return router;
}

/** Everybody's are changed with the right `settings` alone. */
async function changeable(id: string, staff: Staff): Promise<CannedReply> {
  const reply = await getReply(id, staff.id);
  if (reply.staff === undefined && !may(staff, 'settings'))
    throw new AppError('panel.forbidden', 'Your role does not include this.');
  return reply;
}

function problemOf({ name, ru, en }: Form, files: ReplyFile[]): AppError | undefined {
  if (name === '' || name.length > 60) return new AppError('replies.bad_name', 'A name of up to 60 characters.');
  if (ru === '' && en === '' && files.length === 0) return new AppError('replies.bad_text', 'A text or a file.');
  return files.length > mostFiles ? new AppError('replies.bad_files', 'At most ten files.') : undefined;
}

/** Those that stay: the reply's own, and what was uploaded with a form that was not right yet. */
async function keptFiles({ kept }: Form, reply: CannedReply | undefined, staff: Staff): Promise<ReplyFile[]> {
  const known = (reply?.files ?? []).filter(({ id }) => kept.includes(id));
  const others = kept.filter(id => !known.some(file => file.id === id));
  return [...known, ...(await attachmentsOf(others, staff))];
}

async function editPage(
  res: Response,
  reply: CannedReply | undefined,
  form: Form,
  problems: Record<string, string> = {},
  files: ReplyFile[] = reply?.files ?? [],
): Promise<void> {
  const viewer = viewerOf(res);
  const staff = staffOf(res);
  const rows = form.buttonLabel.map((label, i) => ({ label, url: form.buttonUrl[i] ?? '' }));
  renderPage(res, 'reply', {
    title: reply ? reply.name : t(viewer.language, 'panel:replies.new'),
    action: reply ? `/settings/replies/${reply.id}` : '/settings/replies/new',
    form,
    isShared: form.who === 'shared',
    mayShare: may(staff, 'settings'),
    mayChange: !reply || reply.staff !== undefined || may(staff, 'settings'),
    isOld: reply !== undefined,
    files: await Promise.all(files.map(({ id }) => presentUpload(viewer, id))),
    rows: rows.length > 0 ? rows : [{ label: '', url: '' }],
    variables: variableNames.map(name => ({ code: `{{${name}}}`, label: variableLabel(viewer, name) })),
    variablesText: t(viewer.language, 'panel:replies.variablesText', {
      example: '{{contact.firstName|…}}',
      field: '{{contact.fields.…}}',
      interpolation: { skipOnVariables: true },
    }),
    problems,
  });
}

const emptyForm = (staff: Staff): Form => ({
  name: '',
  who: may(staff, 'settings') ? 'shared' : 'personal',
  ru: '',
  en: '',
  kept: [],
  buttonLabel: [],
  buttonUrl: [],
  version: undefined,
});

function formOf({ name, staff, texts, buttons, version }: CannedReply): Form {
  return {
    name,
    who: staff === undefined ? 'shared' : 'personal',
    ru: texts.ru ?? '',
    en: texts.en ?? '',
    kept: [],
    buttonLabel: buttons.map(({ label }) => label),
    buttonUrl: buttons.map(({ url = '' }) => url),
    version,
  };
}

const lineOf = ({ id, name, texts }: CannedReply) => ({
  href: `/settings/replies/${id}`,
  name,
  text: texts.ru ?? texts.en ?? '',
});
const idOf = (req: Request): string => z.string().parse(req.params.id);

const storage: StorageEngine = {
  _handleFile(req, file, done) {
    if (!req.res) return done(new Error('A request without its response'));
    // multer hands names over as latin1, browsers send them as UTF-8.
    const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
    const owner = { staff: staffOf(req.res).id };
    saveFile({ stream: file.stream, name, owner, draft: true, now: viewerOf(req.res).now }).then(
      stored => done(null, { stored: stored.id } as Partial<Express.Multer.File>),
      (error: unknown) => {
        file.stream.resume();
        done(error);
      },
    );
  },
  _removeFile: (_req, file, done) => {
    const { stored } = z.looseObject({ stored: z.string().optional() }).parse(file);
    removeFile(stored ?? '').then(() => done(null), done);
  },
};
const files = multer({ storage, limits: { files: mostFiles } }).array('files', mostFiles);
