import { type Response, Router } from 'express';
import { z } from 'zod';
import { type ApiKey, createKey, listKeys, revokeKey, type Scope, scopes, scopesWithin } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { addDays, instantOf } from '../../lib/zoned-time.ts';
import { listStaff, type Staff } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { linkTo } from '../staff/link-to.ts';
import { type Viewer, viewerOf } from '../viewer.ts';

const list = z.union([z.string().transform(one => [one]), z.array(z.string())]).default([]);
const form = z.object({ name: z.string().default(''), scopes: list, until: z.string().default('') });
type Typed = z.output<typeof form>;
type Faults = Partial<Record<'name' | 'scopes' | 'until', string>>;

const blank: Typed = { name: '', scopes: [], until: '' };
/** Which field of the form an error of the keys room is about. */
const places: Record<string, keyof Faults> = {
  'keys.no_scopes': 'scopes',
  'keys.beyond_rights': 'scopes',
  'keys.past': 'until',
  'keys.too_many_keys': 'name',
};

/** Keys of other programs in the settings. */
export function keysRoutes({ clock, config }: Pick<PanelOptions, 'clock' | 'config'>): Router {
  const router = Router();
  const administers = requireRight('administer');

  router.get('/settings/api', administers, async (req, res) => page(res, { revoked: req.query.revoked !== undefined }));

  router.post('/settings/api', administers, async (req, res) => {
    const typed = form.parse(req.body ?? {});
    const viewer = viewerOf(res);
    const read = readForm(viewer, typed);
    if ('faults' in read) return refuse(res, typed, read.faults);
    try {
      const { key, secret } = await createKey(read, { by: staffOf(res), now: clock.now() });
      const address = linkTo(req, config.publicUrl, '/api/v1/contacts?limit=5');
      await page(res, { fresh: { name: key.name, secret, command: `curl -H "Authorization: Bearer ${secret}" "${address}"` } });
    } catch (error) {
      const place = error instanceof AppError ? places[error.code] : undefined;
      if (!place || !(error instanceof AppError)) throw error;
      await refuse(res, typed, { [place]: wrong(viewer, error.code.replace('keys.', '')) });
    }
  });

  router.post('/settings/api/:key/revoke', administers, async (req, res) => {
    await revokeKey(z.string().parse(req.params.key), { by: staffOf(res), now: clock.now() });
    res.redirect(303, '/settings/api?revoked');
  });

  async function refuse(res: Response, typed: Typed, faults: Faults): Promise<void> {
    res.status(422);
    await page(res, { typed, faults });
  }

  async function page(res: Response, { typed = blank, ...said }: { typed?: Typed; faults?: Faults } & Record<string, unknown>) {
    const viewer = viewerOf(res);
    // The secret stands on the page once: neither the browser nor a proxy keeps it.
    res.set('cache-control', 'no-store');
    const [keys, people] = await Promise.all([listKeys(), listStaff()]);
    renderPage(res, 'settings-api', {
      title: words(viewer, 'title'),
      keys: keys.map(key =>
        presentKey(
          viewer,
          key,
          people.find(({ id }) => id === key.by.id),
        ),
      ),
      none: { title: words(viewer, 'none.title'), text: words(viewer, 'none.text') },
      typed,
      scopes: scopesWithin(staffOf(res), scopes).map(id => ({
        id,
        label: scopeWords(viewer, id),
        on: typed.scopes.includes(id),
      })),
      ...said,
    });
  }

  return router;
}

const words = ({ language }: Pick<Viewer, 'language'>, key: string, values = {}): string =>
  t(language, `panel:api.${key}`, values);
const wrong = (viewer: Viewer, what: string): string => words(viewer, `wrong.${what}`);

const scopeWords = (viewer: Viewer, scope: Scope): string => words(viewer, `scope.${scope.replace(':', '_')}`);

function readForm(viewer: Viewer, typed: Typed) {
  const name = typed.name.trim();
  const until = typed.until ? untilOf(viewer, typed.until) : undefined;
  const chosen = scopes.filter(scope => typed.scopes.includes(scope));
  const faults: Faults = {
    ...((name === '' || name.length > 100) && { name: wrong(viewer, 'name') }),
    ...(chosen.length === 0 && { scopes: wrong(viewer, 'no_scopes') }),
    ...(typed.until && !until && { until: wrong(viewer, 'until') }),
  };
  return Object.keys(faults).length > 0 ? { faults } : { name, scopes: chosen, ...(until && { until }) };
}

/** The end of the day that was chosen. */
function untilOf({ timeZone }: Viewer, day: string): Date | undefined {
  if (!z.iso.date().safeParse(day).success) return undefined;
  return instantOf(addDays(day, 1), { hour: 0, minute: 0 }, timeZone);
}

/** A key as it works now: what its maker may not do any more stands apart. */
function presentKey(
  viewer: Viewer,
  { id, name, scopes: allowed, last4, until, by, lastUsedAt, revoked }: ApiKey,
  maker: Staff | undefined,
) {
  const works = revoked ? allowed : scopesWithin(maker, allowed);
  const asleep = allowed.filter(scope => !works.includes(scope));
  const state = revoked ? 'off' : until && until <= viewer.now ? 'over' : works.length === 0 ? 'asleep' : 'good';
  const named = (which: Scope[]) => which.map(scope => scopeWords(viewer, scope)).join(' · ');
  return {
    id,
    name,
    last4,
    ...(works.length > 0 && { scopes: named(works) }),
    ...(asleep.length > 0 && { asleep: words(viewer, 'asleep', { name: by.name, what: named(asleep) }) }),
    state: { state: state === 'good' ? 'good' : 'off', words: words(viewer, `state.${state}`) },
    used: lastUsedAt ? words(viewer, 'used', { time: presentTime(viewer, lastUsedAt).words }) : words(viewer, 'never'),
    by: words(viewer, 'by', { name: by.name }),
    ...(until && { ends: words(viewer, 'ends', { time: presentTime(viewer, until).words }) }),
    canRevoke: !revoked,
  };
}
