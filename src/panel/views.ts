import { join } from 'node:path';
import type { Express } from 'express';
import { engine } from 'express-handlebars';
import type { HelperOptions } from 'handlebars';
import { type Language, t } from '../texts/index.ts';
import type { Assets } from './assets.ts';
import { viewsFolder } from './paths.ts';

/** Handlebars with two words of ours: `t` for a text in the reader's language and `asset` for a file's address. Everything is escaped. */
export function useViews(app: Express, assets: Assets): void {
  app.engine(
    'hbs',
    engine({
      extname: '.hbs',
      layoutsDir: join(viewsFolder, 'layouts'),
      partialsDir: join(viewsFolder, 'partials'),
      defaultLayout: 'main',
      helpers: {
        t: (key: string, options: HelperOptions) => t(languageIn(options), `panel:${key}`, options.hash),
        asset: (name: string) => assets.url(name),
      },
    }),
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
