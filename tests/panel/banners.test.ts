import { beforeAll, expect, it } from 'vitest';
import { createVault } from '../../src/config/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { createSubscription, switchSubscription } from '../../src/webhooks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const now = new Date();
const panel = usePanel();
const olga = visitor(() => panel.url);
const masha = visitor(() => panel.url);

beforeAll(async () => {
  await ensureOwner(owner, now);
  await addStaff({ email: 'masha@example.org', role: 'manager' });
  await olga.signIn(owner);
  await masha.signIn({ ...owner, email: 'masha@example.org' });
});

it('a webhook that switched itself off is told of on every page to whoever can switch it on, and one that was switched off to nobody', async () => {
  const wishes = { name: 'Склад', url: 'https://stock.example.org/hook', events: ['contact.created' as const] };
  const means = { by: { id: 's', name: 'Ольга' }, now, safe: createVault('only for tests'), allowPrivate: false };
  const { subscription } = await createSubscription(wishes, means);
  const told = 'Вебхук «Склад» выключился сам.';
  expect((await olga.get('/tasks')).page).not.toContain(told);
  await switchSubscription(subscription.id, { at: now, why: 'byHand' }, now);
  expect((await olga.get('/tasks')).page).not.toContain(told);
  await switchSubscription(subscription.id, { at: now, why: 'unheard' }, now);
  const { page } = await olga.get('/tasks');
  expect(page).toContain(told);
  expect(page).toContain(`href="/settings/webhooks/${subscription.id}"`);
  expect((await masha.get('/tasks')).page).not.toContain(told);
});
