import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const someone = () => visitor(() => panel.url);

describe('signing in', () => {
  beforeAll(() => ensureOwner(owner, new Date()));

  it('leads to the inbox', async () => {
    const response = await someone().signIn(owner);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/inbox');
  });

  it('takes the address in any case and with blanks around it', async () => {
    const response = await someone().signIn({ ...owner, email: ' OLGA@Example.org ' });
    expect(response.status).toBe(303);
  });

  it('leads to the page one wanted, and never to another site', async () => {
    const guest = someone();
    const asked = await guest.get('/contacts?q=7');
    expect(asked.headers.get('location')).toBe('/login?next=%2Fcontacts%3Fq%3D7');
    const login = await guest.get(asked.headers.get('location') ?? '');
    expect(login.page).toContain('name="next" value="/contacts?q&#x3D;7"');
    const { email, password } = owner;
    expect((await guest.post('/login', { email, password, next: '/contacts?q=7' })).headers.get('location')).toBe(
      '/contacts?q=7',
    );

    for (const next of ['https://example.net/', '//example.net/', '/\\example.net']) {
      const other = someone();
      await other.get('/login');
      expect((await other.post('/login', { email, password, next })).headers.get('location')).toBe('/inbox');
    }
  });

  it('says in words that the password is wrong, the same for an account that does not exist', async () => {
    const guest = someone();
    const wrong = await guest.signIn({ email: owner.email, password: 'seven-green-cats' });
    const unknown = await guest.signIn({ email: 'nobody@example.org', password: 'seven-green-cats' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.page).toContain('Почта или пароль не подходят');
    expect(unknown.page).toContain('Почта или пароль не подходят');
    const latest = await readAudit(2);
    expect(latest.map(entry => [entry.what, entry.email])).toEqual([
      ['signInRefused', 'nobody@example.org'],
      ['signInRefused', 'olga@example.org'],
    ]);
  });

  it('gives a new session id, so an id planted before is worth nothing', async () => {
    const guest = someone();
    await guest.get('/login');
    const before = guest.cookies.get('kartoteka');
    await guest.signIn(owner);
    expect(guest.cookies.get('kartoteka')).toBeTruthy();
    expect(guest.cookies.get('kartoteka')).not.toBe(before);
  });

  it('slows down who guesses one account, from wherever', async () => {
    const guest = someone();
    await guest.get('/login');
    let last = 0;
    for (let i = 0; i < 12; i++)
      last = (await guest.post('/login', { email: 'victim@example.org', password: `guess-${i}` })).status;
    expect(last).toBe(429);
    const { page } = await guest.post('/login', { email: 'victim@example.org', password: 'guess' });
    expect(page).toContain('Слишком много попыток');
  });
});

describe('a session', () => {
  it('ends with signing out', async () => {
    const olga = someone();
    await olga.signIn(owner);
    expect((await olga.get('/settings')).status).toBe(200);
    expect((await olga.post('/logout')).headers.get('location')).toBe('/login');
    expect((await olga.get('/settings')).headers.get('location')).toContain('/login');
  });

  it('that has ended is told so, and the page comes back after signing in', async () => {
    const olga = someone();
    await olga.signIn(owner);
    await mongoose.connection.collection('sessions').deleteMany({});
    const response = await olga.get('/settings');
    expect(response.headers.get('location')).toBe('/login?next=%2Fsettings&ended=1');
    expect((await olga.get('/login?next=%2Fsettings&ended=1')).page).toContain('Сеанс закончился');
  });

  it('ends on the other devices when the password changes', async () => {
    const [here, there] = [someone(), someone()];
    await here.signIn(owner);
    await there.signIn(owner);
    const next = 'eight-blue-plates';
    const changed = await here.post('/settings/password', { present: owner.password, next, repeated: next });
    expect(changed.headers.get('location')).toBe('/settings?saved');
    expect((await here.get('/settings')).status).toBe(200);
    expect((await there.get('/settings')).status).toBe(303);
    await here.post('/settings/password', { present: next, next: owner.password, repeated: owner.password });
  });

  // The answer to a sign-in is followed while its session is still being written: what the next page adds to it could be lost.
  it('has its token from the beginning, so that the page after the sign-in need not write it', async () => {
    const session = async () => {
      const found = await sessions.findOne({ 'session.csrfToken': { $exists: true } });
      return { id: found?._id, token: found?.session.csrfToken };
    };
    const sessions = mongoose.connection.collection('sessions');
    const olga = someone();
    await olga.get('/login');
    await sessions.deleteMany({});
    await olga.get('/login');
    const before = await session();
    await olga.post('/login', { email: owner.email, password: owner.password });
    const after = await session();
    expect(after.id).not.toBe(before.id);
    expect(after.token).toMatch(/^[0-9a-f]{64,}$/);
    expect(after.token).not.toBe(before.token);
    await olga.get('/settings');
    expect(olga.token()).toBe(after.token);
  });

  it('is kept from scripts and from other sites', async () => {
    const response = await fetch(`${panel.url}/login`, { headers: { accept: 'text/html' } });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });
});

describe('forms', () => {
  it('without the CSRF token are refused with a page that says what to do', async () => {
    const olga = someone();
    await olga.signIn(owner);
    const response = await olga.postBare('/settings', { name: 'Мария' });
    expect(response.status).toBe(403);
    expect(response.page).toContain('Страница устарела');
    expect((await someone().postBare('/login', owner)).status).toBe(403);
  });

  it('keep name, language and theme', async () => {
    const olga = someone();
    await olga.signIn(owner);
    await olga.post('/settings', { name: 'Ольга К.', language: 'en', theme: 'dark', enterSends: 'no' });
    const { page } = await olga.get('/settings');
    expect(page).toContain('<html lang="en" data-theme="dark">');
    expect(page).toContain('value="Ольга К."');
    await olga.post('/settings', { name: owner.name, language: 'ru', theme: 'auto', enterSends: 'yes' });
  });

  it('say beside the form why a new password was not taken', async () => {
    const olga = someone();
    await olga.signIn(owner);
    const wrong = await olga.post('/settings/password', { present: 'no', next: 'long-enough', repeated: 'long-enough' });
    expect(wrong.page).toContain('Нынешний пароль введён неверно');
    const weak = await olga.post('/settings/password', { present: owner.password, next: 'short', repeated: 'short' });
    expect(weak.page).toContain('от 10 до 200 знаков');
  });
});

describe('the language', () => {
  it('is the browser’s until one is chosen', async () => {
    const reader = visitor(() => panel.url, { 'accept-language': 'en-GB' });
    expect((await reader.get('/login')).page).toContain('Sign in');
    await reader.post('/language', { language: 'ru' });
    expect((await reader.get('/login')).page).toContain('Вход');
  });
});
