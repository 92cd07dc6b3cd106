import { beforeAll, expect, it } from 'vitest';
import { type AutomationInput, saveAutomation } from '../../src/automations/index.ts';
import { createContact } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const panel = usePanel({ clock });
const marketer = visitor(() => panel.url);

beforeAll(async () => {
  await ensureOwner(owner, clock.now());
  await marketer.signIn(owner);
});

/** The address that stands on a page, without the origin. */
const addressIn = (page: string): string | undefined =>
  /http[^<>"' ]*(\/hooks\/[^<>"' ]+)/.exec(page.replaceAll('&#x3D;', '='))?.[1];

it('the address of an automation is shown once, when it is made, and a new one takes its place', async () => {
  const input: AutomationInput = {
    name: 'Заказ на сайте',
    trigger: { kind: 'order' },
    reentry: { kind: 'always' },
    steps: [{ id: 'a', do: 'tag', add: ['сайт'], remove: [] }],
  };
  const { id } = await saveAutomation(input, { by: 's', now: clock.now() });
  const path = `/automations/${id}`;
  const form = { 'begin.name': 'Заказ на сайте', 'trigger.kind': 'webhook', 'begin.reentry': 'always' };
  await marketer.get(path);
  const made = await marketer.post(`${path}/begin`, form);
  const first = addressIn(made.page) ?? '';
  expect(first).toMatch(new RegExp(`^/hooks/${id}/[\\w-]{32}$`));
  for (const page of [(await marketer.get(path)).page, (await marketer.post(`${path}/begin`, form)).page]) {
    expect(page).toContain('показан был только один раз');
    expect(addressIn(page)).toBeUndefined();
  }

  const renewed = await marketer.post(`${path}/hook`);
  const second = addressIn(renewed.page) ?? '';
  expect(second).toMatch(/^\/hooks\//);
  expect(second).not.toBe(first);
  await marketer.post(`${path}/on`);
  const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const contact = await createContact({ name: 'Анна' }, { by, key: 'anna', now: clock.now() });
  const call = (address: string) =>
    fetch(panel.url + address, { method: 'POST', body: new URLSearchParams({ contact: contact.id }) });
  expect((await call(first)).status).toBe(404);
  expect((await call(second)).status).toBe(202);
});
