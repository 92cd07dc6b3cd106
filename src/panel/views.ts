import { join } from 'node:path';
import type { Express } from 'express';
import { engine } from 'express-handlebars';
import type { HelperOptions } from 'handlebars';
import { invisible } from '../lib/invisible.ts';
import { type Language, t } from '../texts/index.ts';
import type { Assets } from './assets.ts';
import { viewsFolder } from './paths.ts';

/**
 * Handlebars with two words of ours: `t` for a text in the reader's language and `asset` for a file's address. Everything is escaped, and
 * characters that nobody sees and that turn words around are left out, whoever wrote them.
 */
export function useViews(app: Express, assets: Assets): void {
  const render = engine({
    extname: '.hbs',
    layoutsDir: join(viewsFolder, 'layouts'),
    partialsDir: join(viewsFolder, 'partials'),
    defaultLayout: 'main',
    helpers: {
      t: (key: string, options: HelperOptions) => t(languageIn(options), `panel:${key}`, options.hash),
      asset: (name: string) => assets.url(name),
    },
  });
  app.engine(
    'hbs',
    (path, options, done) => void render(path, options, (error, html) => done(error, html?.replace(invisible, ''))),
  );
  app.set('view engine', 'hbs');
  app.set('views', viewsFolder);
  // In development the whole program starts anew when a view changes.
  app.enable('view cache');
}

function languageIn({ data }: HelperOptions): Language {
  const root: unknown = data?.root;
  const hasLanguage = typeof root === 'object' && root !== null && 'language' in root;
  return hasLanguage && root.language === 'en' ? 'en' : 'ru';
}
