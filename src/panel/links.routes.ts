import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import Handlebars from 'handlebars';
import { createLinks } from '../links/index.ts';
import { languageOf, t } from '../texts/index.ts';
import { linkContentOf } from './links/link-content.ts';
import type { PanelOptions } from './panel-options.ts';
import { viewsFolder } from './paths.ts';

const windowMs = 60_000;
/** Whole towns share one address of a mobile network. */
const most = { guesses: 30, all: 3000 };

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1.5rem;color-scheme:light dark}h1{font-size:1.5rem;line-height:1.25}';
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

/** The short addresses in what we send: before sessions, since whoever opens one is no member of the staff. */
export function linksRoutes({ clock, log }: Pick<PanelOptions, 'clock' | 'log'>): Router {
  const router = Router();
  const links = createLinks({ contentOf: linkContentOf, clock, log });
  const page = Handlebars.compile(readFileSync(join(viewsFolder, 'pages/link-unknown.hbs'), 'utf8'), { strict: true });

  function say(req: Request, res: Response, what: 'unknown' | 'tooMany' | 'away', status: number) {
    const language = languageOf(req.acceptsLanguages()[0]?.replace('*', ''));
    const words = { title: t(language, `panel:report.link.${what}.title`), text: t(language, `panel:report.link.${what}.text`) };
    res.status(status).set('content-security-policy', policy).type('html');
    res.send(page({ language, style, ...words }));
  }

  const limitTo = (limit: number): RequestHandler =>
    rateLimit({
      windowMs,
      limit,
      legacyHeaders: false,
      handler: (req, res) => {
        res.set('retry-after', String(windowMs / 1000));
        say(req, res, 'tooMany', 429);
      },
    });

  router.use('/l', (_req, res, next) => {
    res.set({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    next();
  });
  const follow: RequestHandler = async (req, res, next) => {
    try {
      const url = await links.follow(String(req.params.code), {
        method: req.method,
        agent: req.get('user-agent'),
        purpose: req.get('sec-purpose') ?? req.get('purpose') ?? req.get('x-moz'),
        destination: req.get('sec-fetch-dest'),
      });
      if (url === undefined) next();
      else res.redirect(302, url);
    } catch (error) {
      log.error({ err: error }, 'a short address could not be followed');
      say(req, res, 'away', 503);
    }
  };
  // Whoever guesses is counted behind those who have a link: others in the same network go on.
  router.get('/l/:code', limitTo(most.all), follow, limitTo(most.guesses), (req, res) => say(req, res, 'unknown', 404));
  return router;
}
