import { expect, it } from 'vitest';
import { makeFirstVisitCode, needsOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();

it('a fresh installation asks for its first account with the code of the log, once', async () => {
  const guest = visitor(() => panel.url);
  expect((await guest.get('/login')).headers.get('location')).toBe('/setup');
  expect((await guest.get('/setup')).page).toContain('Код из журнала программы');

  const older = await makeFirstVisitCode(new Date());
  const code = await makeFirstVisitCode(new Date());
  for (const wrong of ['000000000000', older]) {
    const refused = await guest.post('/setup', { ...owner, code: wrong });
    expect(refused.status).toBe(422);
    expect(refused.page).toContain('Код не подошёл');
  }
  expect((await guest.post('/setup', { ...owner, code, password: 'short' })).page).toContain('от 10 до 200 знаков');
  expect(await needsOwner()).toBe(true);

  const made = await guest.post('/setup', { ...owner, code: code.toUpperCase() });
  expect(made.headers.get('location')).toBe('/inbox');
  expect((await guest.get('/settings')).page).toContain('Владелец');
  expect((await guest.get('/setup')).headers.get('location')).toBe('/login');

  const late = visitor(() => panel.url);
  await late.get('/login');
  expect((await late.post('/setup', { ...owner, email: 'ivan@example.org', code })).page).toContain('Учётная запись уже создана');
});
