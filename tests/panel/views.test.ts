import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { iconSprite, icons } from '../../src/panel/icon-sprite.ts';
import { t } from '../../src/texts/index.ts';

const views = join(import.meta.dirname, '../../views');
const templates = readdirSync(views, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.hbs') && !name.includes('chat'))
  .map(name => ({ name, text: readFileSync(join(views, name), 'utf8') }));

it('every icon that a template names is in the sprite', () => {
  const named = templates.flatMap(({ text }) => [...text.matchAll(/icon(?: name)?='([\w-]+)'/g)].map(match => match[1] ?? ''));
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(name => !icons.some(icon => icon === name))).toEqual([]);
  expect(iconSprite().match(/<symbol /g)).toHaveLength(icons.length);
});

it('every text that a template names is in both languages', () => {
  const keys = templates.flatMap(({ text }) => [...text.matchAll(/[{(]t '([\w.]+)'/g)].map(match => match[1] ?? ''));
  // A count, for the texts that go by one.
  const said = (language: 'ru' | 'en', key: string) => t(language, `panel:${key}`, { count: 2 });
  const missing = keys.filter(key => said('ru', key) === key || said('en', key) === key);
  expect(missing).toEqual([]);
});

/** Whoever opens an old short address is shown it by processes that serve no assets; its style has a hash in the policy. */
const alone = ['pages/link-unknown.hbs'];

it('no template carries a style, a handler or a script of its own', () => {
  const guilty = templates
    .filter(({ name }) => !alone.includes(name))
    .filter(({ text }) => /\sstyle=|\son[a-z]+=|hx-on|<script>|<script type="text|<style/.test(text));
  expect(guilty.map(({ name }) => name)).toEqual([]);
});
