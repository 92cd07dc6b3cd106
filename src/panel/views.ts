import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Express } from 'express';
import { engine } from 'express-handlebars';
import handlebars, { type HelperOptions } from 'handlebars';
import { invisible } from '../lib/invisible.ts';
import { type Language, t } from '../texts/index.ts';
import type { PanelAssets } from './assets.ts';
import { viewsFolder } from './paths.ts';

/**
 * Handlebars with two words of ours: `t` for a text in the reader's language and `asset` for a file's address. Everything is escaped, and
 * characters that nobody sees and that turn words around are left out, whoever wrote them.
 */
export function useViews(app: Express, assets: PanelAssets): void {
  const render = engine({
    handlebars,
    extname: '.hbs',
    layoutsDir: join(viewsFolder, 'layouts'),
    partialsDir: partialsIn(join(viewsFolder, 'partials')),
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

/** Read once, compiled when first needed: left to express-handlebars, each answer asks for two hundred anew, which takes longer than the rest of it. */
function partialsIn(dir: string) {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.hbs'));
  const templates = Object.fromEntries(
    files.map(file => [file.split(sep).join('/'), handlebars.compile(readFileSync(join(dir, file), 'utf8').trim())]),
  );
  return { dir, namespace: '', templates };
}

function languageIn({ data }: HelperOptions): Language {
  const root: unknown = data?.root;
  const hasLanguage = typeof root === 'object' && root !== null && 'language' in root;
  return hasLanguage && root.language === 'en' ? 'en' : 'ru';
}
