import { Router } from 'express';
import { beforeAll, expect, it } from 'vitest';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const broken = Router();
broken.get('/', () => {
  throw new Error('the reason is for the log alone');
});
const doubled = Router();
doubled.get('//elsewhere.example', () => {
  throw new Error('the address begins with two slashes');
});
const panel = usePanel({
  routers: [
    { path: '/hook', router: broken },
    { path: '/', router: doubled },
  ],
});
beforeAll(() => ensureOwner(owner, new Date()));

it('an unknown address is a page that says so, signed in or not', async () => {
  const guest = visitor(() => panel.url);
  const stranger = await guest.get('/nowhere');
  expect(stranger.status).toBe(404);
  expect(stranger.page).toContain('Такой страницы нет');
  expect(stranger.page).toContain('href="/login">Ко входу');
  expect(stranger.page).not.toContain('через разделы');
  await guest.signIn(owner);
  const known = await guest.get('/nowhere');
  expect(known.status).toBe(404);
  expect(known.page).toContain('К диалогам');
});

it('a fault of ours shows a number and never the reason', async () => {
  const response = await visitor(() => panel.url).get('/hook');
  expect(response.status).toBe(500);
  expect(response.page).toMatch(/номер [0-9A-Z]{8}/);
  expect(response.page).not.toContain('the reason is for the log alone');
});

it('a fault of ours leads to the same page again, and to no other site', async () => {
  const again = async (path: string) =>
    /btn-primary" href="([^"]*)"/.exec((await visitor(() => panel.url).get(path)).page)?.[1]?.replaceAll('&#x3D;', '=');
  expect(await again('/hook?view=mine')).toBe('/hook?view=mine');
  expect(await again('//elsewhere.example')).toBe('/elsewhere.example');
});

it('a body that is too big is 413 in words', async () => {
  const guest = visitor(() => panel.url);
  const response = await guest.postBare('/login', { email: 'x'.repeat(300_000) });
  expect(response.status).toBe(413);
  expect(response.page).toContain('Слишком большой');
});

it('who asks for JSON gets JSON', async () => {
  const response = await fetch(`${panel.url}/nowhere`, { headers: { accept: 'application/json' } });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: 'panel.not_found' });
});

it('pages allow nothing inline and nothing from elsewhere', async () => {
  const response = await visitor(() => panel.url).get('/login');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(response.page).not.toMatch(/ style="| on[a-z]+="|<script>/);
});

it('stylesheets and scripts are served by the program, packed, for ever under their version', async () => {
  const { page } = await visitor(() => panel.url).get('/login');
  const addresses = [...page.replaceAll('&#x3D;', '=').matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(
    match => match[1] ?? '',
  );
  expect(addresses.length).toBeGreaterThan(3);
  for (const address of new Set(addresses)) {
    const response = await fetch(panel.url + address);
    expect([address, response.status]).toEqual([address, 200]);
    expect(response.headers.get('cache-control')).toContain('immutable');
  }
});
