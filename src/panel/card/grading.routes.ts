import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Category,
  categories,
  defaultGrading,
  type Grading,
  gradingSchema,
  readGrading,
  saveGrading,
  type Temperature,
  temperatures,
} from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { audit } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { conditionKinds, needsNoValue, readCondition, rowsOf } from './rule-rows.ts';

const spareRows = 1;
const cell = z.union([z.string().transform(value => [value]), z.array(z.string())]).default([]);
/** Rules come as rows of conditions; which rule a row belongs to stands in `of`. */
const form = z.object({
  version: z.coerce.number(),
  to: cell,
  of: cell,
  kind: cell,
  value: cell.pipe(z.array(z.string().max(5000))),
  otherwise: z.string(),
});

/** The rules by which cards get their temperature and category. */
export function gradingRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  router.use('/settings/grading', requireRight('settings'));

  router.get('/settings/grading', async (req, res) =>
    gradingPage(res, await readGrading(), { saved: req.query.saved !== undefined }),
  );

  router.post('/settings/grading/:what', async (req, res) => {
    const what = z.enum(['temperature', 'category']).parse(req.params.what);
    const typed = form.parse(req.body);
    const known = await readGrading();
    try {
      const rules = readRules(typed, viewerOf(res).language);
      const next = gradingSchema.safeParse({
        ...known,
        [what]: { rules, otherwise: typed.otherwise },
        timeZone: viewerOf(res).timeZone,
      });
      if (!next.success) throw new AppError('contacts.grading.unreadable', 'A rule cannot be read.');
      await saveGrading(next.data, { version: typed.version });
      await note(res, what);
      res.redirect(303, '/settings/grading?saved');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(error.code.endsWith('.conflict') ? 409 : 422);
      gradingPage(res, known, { problem: { what, text: errorText(viewerOf(res).language, error) }, typed });
    }
  });

  router.post('/settings/grading/:what/reset', async (req, res) => {
    const what = z.enum(['temperature', 'category']).parse(req.params.what);
    const { version } = z.object({ version: z.coerce.number() }).parse(req.body);
    await saveGrading({ ...(await readGrading()), [what]: defaultGrading[what], timeZone: viewerOf(res).timeZone }, { version });
    await note(res, what);
    res.redirect(303, '/settings/grading?saved');
  });

  async function note(res: Response, what: string) {
    const { id, email } = staffOf(res);
    await audit({ at: clock.now(), what: 'settingsChanged', staff: id, email, facts: { page: 'grading', what } });
  }

  return router;
}

/** A rule whose last condition was taken away is gone itself. */
function readRules({ to, of, kind, value }: z.infer<typeof form>, language: 'ru' | 'en') {
  return to.flatMap((grade, number) => {
    const rows = of.flatMap((rule, row) => (Number(rule) === number ? [{ kind: kind[row] ?? '', value: value[row] ?? '' }] : []));
    const chosen = rows.filter(row => row.kind !== '');
    const all = chosen.map(row => {
      const read = readCondition(row);
      if ('rule' in read) return read.rule;
      throw new AppError('contacts.grading.bad_rule', `Rule ${number + 1} cannot be read.`, {
        number: number + 1,
        why: t(language, `panel:grading.wrong.${read.problem}`),
      });
    });
    return all.length > 0 ? [{ to: grade, rule: { all } }] : [];
  });
}

type Typed = z.infer<typeof form>;

function gradingPage(
  res: Response,
  grading: Grading,
  state: { saved?: boolean; problem?: { what: string; text: string }; typed?: Typed },
) {
  const { language } = viewerOf(res);
  const sheet = (what: 'temperature' | 'category', grades: readonly (Temperature | Category)[]) => {
    const wrong = state.problem?.what === what ? state.problem.text : undefined;
    const typed = wrong ? state.typed : undefined;
    const standing = typed
      ? typedRules(typed)
      : grading[what].rules.map(({ to, rule }) => ({ to: to as string, rows: rowsOf(rule) }));
    const options = (on: string) =>
      grades.map(value => ({ value, label: t(language, `panel:card.${what}.${value}`), on: value === on }));
    const present = ({ to, rows }: { to: string; rows: { kind: string; value: string }[] }, number: number) => ({
      number,
      place: number + 1,
      options: options(to),
      rows: [...rows, ...Array.from({ length: spareRows }, () => ({ kind: '', value: '' }))].map(row => ({
        number,
        value: row.value,
        kinds: [
          { value: '', label: t(language, 'panel:grading.nothing') },
          ...conditionKinds.map(kind => ({ value: kind, label: t(language, `panel:grading.kinds.${kind}`) })),
        ].map(kind => ({ ...kind, on: kind.value === row.kind, isBare: needsNoValue(kind.value) })),
      })),
    });
    return {
      what,
      title: t(language, `panel:grading.${what}`),
      version: typed?.version ?? grading.version,
      rules: standing.map(present),
      fresh: present({ to: grades[0] ?? '', rows: [] }, standing.length),
      otherwise: options(typed?.otherwise ?? grading[what].otherwise),
      problem: wrong,
    };
  };
  renderPage(res, 'settings-grading', {
    title: t(language, 'panel:grading.title'),
    saved: state.saved,
    sheets: [sheet('temperature', temperatures), sheet('category', categories)],
  });
}

function typedRules({ to, of, kind, value }: Typed) {
  return to.map((grade, number) => ({
    to: grade,
    rows: of.flatMap((rule, row) =>
      Number(rule) === number && kind[row] ? [{ kind: kind[row] ?? '', value: value[row] ?? '' }] : [],
    ),
  }));
}
