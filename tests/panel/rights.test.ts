import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeRoleSheet, createRole, ensureOwner, getStaff, listStaff, may, type Right } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { routesOf } from '../support/routes-of.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';
import { type Need, routes } from './rights-of-routes.ts';

useDatabase();
const people = ['owner', 'marketer', 'manager', 'viewer', 'nothing'] as const;
let panel: Awaited<ReturnType<typeof startPanel>>;
let clerk: string;

beforeAll(async () => {
  panel = await startPanel({});
  await ensureOwner(owner, new Date());
  const by = await theOwner();
  const empty = await createRole({ name: 'Ничего', rights: [], needsSecondFactor: false }, { by, now: new Date() });
  clerk = empty.id;
  for (const role of ['marketer', 'manager', 'viewer']) await addStaff({ email: `${role}@example.org`, role });
  await addStaff({ email: 'nothing@example.org', role: clerk });
});
afterAll(() => panel.close());

const needs = new Map<string, Need>(routes);
/** Those that end the session they are tried with, or go on for ever. */
const apart = new Set(['POST /logout', 'GET /live']);
const tried = routes.filter(([route, need]) => need !== 'everybody' && !apart.has(route));

it('every route of the panel says here who may', () => {
  const known = routes.map(([route]) => route).toSorted();
  expect(known, 'add a new route to rights-of-routes.ts').toEqual(routesOf(panel.app));
  expect(needs.size).toBe(known.length);
});

describe.each(people)('%s', role => {
  it('may what the role allows, and nothing else', { timeout: 60_000 }, async () => {
    const guest = visitor(() => panel.url);
    const email = role === 'owner' ? owner.email : `${role}@example.org`;
    await guest.signIn({ email, password: owner.password });
    const staff = await getStaff(role === 'owner' ? await ownerId() : `staff-${email}`);
    if (!staff) throw new Error('nobody');

    const wrong: string[] = [];
    await eachOf(tried, async ([route, need]) => {
      const [method = '', path = ''] = route.split(' ');
      const { status, page } = await answer(guest, method, path, asPart);
      const refused = status === 403 && /Ваша роль это не позволяет/.test(page);
      if (refused === (need === 'staff' || may(staff, need as Right))) wrong.push(`${route}: ${status}`);
    });
    expect(wrong).toEqual([]);
  });
});

it('who is not signed in comes nowhere but to the sign-in', async () => {
  const wrong: string[] = [];
  await eachOf(tried, async ([route]) => {
    const [method = '', path = ''] = route.split(' ');
    const guest = visitor(() => panel.url);
    const { status, headers } = await answer(guest, method, path);
    const led = headers.get('location')?.startsWith('/login') === true;
    if (!(status === 303 && led)) wrong.push(`${route}: ${status}`);
  });
  expect(wrong).toEqual([]);
});

it('whoever owes the one-time code comes nowhere but to where it is set up', async () => {
  const by = await theOwner();
  await changeRoleSheet(clerk, { name: 'Ничего', rights: [], needsSecondFactor: true }, { by, now: new Date() });
  const guest = visitor(() => panel.url);
  await guest.signIn({ email: 'nothing@example.org', password: owner.password });
  expect((await guest.get('/inbox')).headers.get('location')).toBe('/settings/security');
  expect((await guest.get('/settings/security')).page).toContain('Ваша роль входит только с кодом');
});

const ownerId = async () => (await listStaff()).find(({ email }) => email === owner.email)?.id ?? '';

/** Without the navigation around it, which asks the database more than most pages do. */
const asPart = { 'hx-request': 'true' };

function answer(guest: ReturnType<typeof visitor>, method: string, path: string, headers: Record<string, string> = {}) {
  const address = path.replace(/[:*](\w+)/g, 'x1').replace(/[{}]/g, '');
  return method === 'GET' ? guest.get(address, headers) : guest.post(address, {}, headers);
}

/** Some at a time: each asks the database a few things. */
async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: 6 }, work));
}
