import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from 'express';
import Handlebars from 'handlebars';
import { type Assets, createAssets, isAsset } from '../../src/lib/assets.ts';
import { chat as en } from '../../src/texts/en/chat.ts';
import { type Language, languageOf, languages } from '../../src/texts/index.ts';
import { chat as ru } from '../../src/texts/ru/chat.ts';
import { limits } from './receive.ts';
import { views } from './views.ts';

/** Our script for other people's pages. */
const widget = 'chat.js';

const texts: Record<Language, typeof ru> = { ru, en };

/** What the chat's page asks for. */
export function loadAssets(): Assets {
  const folder = views('assets/chat');
  const names = readdirSync(folder).filter(name => isAsset(name) && name !== widget);
  return createAssets(new Map(names.map(name => [name, readFileSync(join(folder, name))])));
}

/** Compiles the chat's page; the answer renders it for one request. */
export async function loadPage(assets: Assets): Promise<(req: Request) => string> {
  const render = Handlebars.compile(await readFile(views('pages/chat.hbs'), 'utf8'), { strict: true });
  const files = {
    icon: assets.address('icon.svg'),
    style: assets.address('chat.css'),
    script: assets.address('page.js'),
    // Told in advance: a visitor need not wait for one module to hear of the next.
    modules: assets.importsOf('page.js'),
  };
  return req => {
    const language = languageFor(req);
    const { page } = texts[language];
    const title = word(req.query.title, 60) ?? page.title;
    const settings = asScriptData(settingsFor(req, language));
    return render({ language, base: req.baseUrl, title, texts: page, settings, files });
  };
}

/** The widget, with its few words in every language put in. */
export async function loadWidget(): Promise<string> {
  const source = await readFile(views(`assets/chat/${widget}`), 'utf8');
  const words = Object.fromEntries(languages.map(language => [language, texts[language].widget]));
  return source.replace("'%TEXTS%'", () => JSON.stringify(words));
}

function settingsFor(req: Request, language: Language) {
  return {
    base: req.baseUrl,
    language,
    texts: texts[language].page,
    limits,
    colour: word(req.query.colour, 7),
    embedded: req.query.embedded === '1',
    visit: {
      language: req.acceptsLanguages()[0] ?? language,
      link: word(req.query.ref, 128),
      from: word(req.query.from, 200) ?? referrer(req),
    },
  };
}

function languageFor(req: Request): Language {
  const asked = languages.find(language => language === req.query.language);
  return asked ?? languageOf(req.acceptsLanguages()[0]?.replace('*', ''));
}

/** The site that sent the visitor, unless it is this one. */
function referrer(req: Request): string | undefined {
  const { referer = '' } = req.headers;
  const host = URL.canParse(referer) ? new URL(referer).host : '';
  return host === req.host ? undefined : host || undefined;
}

function word(value: unknown, maxLength: number): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim().slice(0, maxLength) : undefined;
}

/** JSON that cannot end the script element it stands in. */
function asScriptData(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
