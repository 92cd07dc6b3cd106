import mongoose from 'mongoose';
import { afterEach, expect, it } from 'vitest';
import { createField } from '../../src/contacts/index.ts';
import { createRole, ensureOwner, giveRole } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner } from '../support/panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { type Chains, startChains } from './support.ts';

useDatabase();
let chains: Chains;
afterEach(() => chains.stop());

it('a call to another program takes along what the author of the chain sees of a card, and no more', async () => {
  chains = await startChains();
  const now = chains.clock.now();
  await ensureOwner(owner, now);
  const by = await theOwner();
  const role = await createRole({ name: 'Помощник', rights: ['write', 'mail'], needsSecondFactor: false }, { by, now });
  const author = await addStaff({ email: 'pomoshnik@example.org', role: 'manager' });
  const { key } = await createField({ title: 'Паспорт', type: 'text', hiddenFrom: [role.id] });
  await chains.on(
    { trigger: { kind: 'contactCreated' }, steps: [{ id: 'a', do: 'webhook', url: 'https://example.org/hook' }] },
    author,
  );
  const card = () => ({ phones: ['+79005551234'], fields: { [key]: '4509', area: 40 } });
  const called = async () => {
    await chains.settle();
    const calls = await mongoose.connection.collection('webhookCalls').find({}).sort({ at: -1 }).toArray();
    return JSON.stringify(calls[0]?.body);
  };
  await chains.person('1', card);
  expect(await called()).toMatch(/\+79005551234.*4509/);
  await giveRole(author, role.id, { by, now });
  await chains.person('2', card);
  const body = await called();
  expect(body).toContain('"area":40');
  expect(body).not.toMatch(/79005551234|4509/);
});
