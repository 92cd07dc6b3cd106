import i18next from 'i18next';
import { en } from './en/index.ts';
import { ru } from './ru/index.ts';

export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

/** The first of our languages that a BCP 47 tag fits; Russian for the languages of readers who rather read Russian, English for the rest. */
export function languageOf(tag: string | undefined): Language {
  if (!tag) return 'ru';
  return /^(ru|be|uk|kk|ky|uz|tg|hy|az|tt|ba|cv)\b/i.test(tag) ? 'ru' : 'en';
}

const catalogue = i18next.createInstance();
await catalogue.init({
  resources: { ru, en },
  lng: 'ru',
  fallbackLng: 'ru',
  ns: Object.keys(ru),
  interpolation: { escapeValue: false },
});

/**
 * A text of the catalogue: `t('en', 'panel:inbox.title')`. Forms by number (`_one`, `_few`, `_many`, `_other`) are chosen by `count`.
 * Nothing is escaped: templates do that.
 */
export function t(language: Language, key: string, values: Record<string, unknown> = {}): string {
  return catalogue.t(key, { lng: language, ...values });
}
