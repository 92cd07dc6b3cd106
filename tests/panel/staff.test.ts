import { Secret, TOTP } from 'otpauth';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ensureOwner,
  getStaff,
  keepAuditFor,
  listStaff,
  openSession,
  readAudit,
  type Staff,
  sweepAudit,
} from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { eventStream } from '../support/event-stream.ts';
import { owner, usePanel } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const handedOver: unknown[] = [];
const panel = usePanel({
  leaving: [
    {
      id: 'deals',
      count: async () => (handedOver.length > 0 ? 0 : 3),
      handOver: async ({ from, to }) => handedOver.push({ from, to }),
    },
  ],
});
const someone = () => visitor(() => panel.url);
let ivan: string;
let olga: Staff;

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  olga = (await listStaff())[0] as Staff;
  ivan = await addStaff({ email: 'ivan@example.org', role: 'manager' });
});

async function signedIn(email = owner.email) {
  const guest = someone();
  await guest.signIn({ email, password: owner.password });
  return guest;
}

describe('an invitation', () => {
  it('is a link that is shown once, makes an account and leads into the panel', async () => {
    const boss = await signedIn();
    const wrong = await boss.post('/settings/staff', { email: 'no address', role: 'viewer' });
    expect(wrong.status).toBe(422);
    expect(wrong.page).toContain('value="no address"');
    expect(wrong.page).toContain('Нужен адрес почты');

    const { page } = await boss.post('/settings/staff', { email: 'vera@example.org', role: 'viewer' });
    const path = /\/join\/[\w-]+/.exec(page)?.[0] ?? '';
    expect((await boss.get('/settings/staff')).page).not.toContain(path);

    const guest = someone();
    expect((await guest.get(path)).page).toContain('vera@example.org');
    const weak = await guest.post(path, { name: 'Вера', password: 'password123', repeated: 'password123' });
    expect(weak.page).toContain('Такой пароль подбирают первым');
    expect(weak.page, 'what was typed stays').toContain('value="Вера"');
    const password = 'nine-red-spoons';
    expect((await guest.post(path, { name: 'Вера', password, repeated: password })).headers.get('location')).toBe('/inbox');
    expect((await guest.get('/settings')).page).toContain('Наблюдатель');
    expect((await someone().get(path)).status).toBe(410);
  });
});

describe('the one-time code', () => {
  it('is asked for after the password, and the session only begins with it', async () => {
    const guest = await signedIn('ivan@example.org');
    await guest.post('/settings/security/second-factor');
    const { page } = await guest.get('/settings/security');
    const secret = /id="factor-secret">([A-Z2-7 ]+)</.exec(page)?.[1] ?? '';
    const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) });
    const wrong = await guest.post('/settings/security/second-factor/confirm', { code: '12' });
    expect(wrong.page).toContain('Код не подошёл');
    const confirmed = await guest.post('/settings/security/second-factor/confirm', { code: totp.generate() });
    const [recovery = ''] = />([a-z2-9]{5}-[a-z2-9]{5})\n/.exec(confirmed.page)?.slice(1) ?? [];
    expect((await guest.get('/settings/security')).page).not.toContain(recovery);

    const again = someone();
    await again.get('/login');
    const first = await again.post('/login', { email: 'ivan@example.org', password: owner.password, next: '/contacts' });
    expect(first.headers.get('location')).toBe('/login/code?next=%2Fcontacts');
    expect((await again.get('/inbox')).headers.get('location')).toContain('/login');
    await again.get('/login/code');
    expect((await again.post('/login/code', { code: totp.generate() })).status, 'the same code twice').toBe(401);
    expect((await again.post('/login/code', { code: recovery, next: '/contacts' })).headers.get('location')).toBe('/contacts');
    expect((await again.get('/contacts')).status).toBe(200);
    const boss = await signedIn();
    await boss.get(`/settings/staff/${ivan}`);
    expect((await boss.post(`/settings/staff/${ivan}/second-factor/remove`)).status).toBe(303);
    expect((await signedIn('ivan@example.org').then(it => it.get('/inbox'))).status).toBe(200);
  });
});

describe('sessions', () => {
  it('are listed, and end one by one with everything that is open in them', async () => {
    const here = await signedIn();
    const there = await signedIn();
    const cookie = [...there.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const stream = await eventStream(`${panel.url}/live`, { cookie });
    const { page } = await here.get('/settings/security');
    expect(page).toContain('это устройство');
    await here.post('/settings/security/sessions/end-others');
    await expect(stream.next('never')).rejects.toThrow('ended');
    const response = await there.get('/inbox');
    expect(response.headers.get('location')).toBe('/login?next=%2Finbox&ended=1');
    expect((await here.get('/inbox')).status).toBe(200);
  });

  it('of one person are not ended by another one who does not administer', async () => {
    const id = await openSession(olga.id, { agent: 'a phone' }, new Date());
    const manager = await signedIn('ivan@example.org');
    await manager.post(`/settings/security/sessions/${id}/end`);
    expect((await manager.post(`/settings/staff/${olga.id}/sessions/${id}/end`)).status).toBe(403);
    const boss = await signedIn();
    expect((await boss.get('/settings/security')).page).toContain(id);
  });
});

describe('somebody who leaves', () => {
  it('is signed out at once, and what they leave behind goes to whom the owner says', async () => {
    const theirs = await signedIn('ivan@example.org');
    const boss = await signedIn();
    expect((await boss.get(`/settings/staff/${ivan}`)).page).toContain('3 сделки');
    expect((await boss.post(`/settings/staff/${ivan}/off`, { to: 'nobody-at-all' })).page).toContain(
      'Выберите того, кто сейчас работает',
    );
    await boss.post(`/settings/staff/${ivan}/off`, { to: olga.id });
    expect(handedOver).toEqual([{ from: ivan, to: olga.id }]);
    expect((await theirs.get('/inbox')).status).toBe(303);
    const refused = await signedIn('ivan@example.org').then(guest => guest.get('/inbox'));
    expect(refused.status).toBe(303);
    await boss.post(`/settings/staff/${ivan}/on`);
    expect((await getStaff(ivan))?.off).toBeUndefined();
  });
});

describe('the audit', () => {
  it('is narrowed by person, kind and day, goes on page by page, and leaves as CSV', async () => {
    const boss = await signedIn();
    const failed = await boss.get('/settings/audit?kind=signIns');
    expect(failed.page).toContain('Вход');
    expect(failed.page).not.toContain('Дела переданы');
    expect((await boss.get(`/settings/audit?staff=${olga.id}&kind=accounts`)).page).toContain('Дела переданы');
    expect((await boss.get('/settings/audit?from=2001-01-01&to=2001-01-02')).page).toContain('Ничего не нашлось');
    expect((await boss.get('/settings/audit?from=nonsense&after=9.9&kind=what')).status).toBe(200);

    const csv = await boss.get('/settings/audit.csv?kind=accounts');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.page).toContain('"Дела переданы";"Ольга"');
    expect((await readAudit(1))[0]).toMatchObject({ what: 'auditExported', staff: olga.id });
  });

  it('keeps what was changed for everybody, though its page does nothing for it', async () => {
    const boss = await signedIn();
    await boss.get('/settings/tasks');
    expect((await boss.post('/settings/tasks', { remind: 'nonsense' })).status).toBe(400);
    expect((await readAudit(1))[0]?.what).not.toBe('settingsChanged');
    expect((await boss.post('/settings/tasks', { needsResult: '1', remind: '15' })).status).toBe(303);
    await until('the entry', async () => (await readAudit(1))[0]?.what === 'settingsChanged');
    expect((await boss.get('/settings/audit?kind=settings')).page).toContain('раздел: задачи');
  });

  it('lets go of what is older than it is kept', async () => {
    const boss = await signedIn();
    await boss.get('/settings/audit');
    expect((await boss.post('/settings/audit', { days: '3' })).page).toContain('Нужно целое число от 30 до 3650');
    expect((await boss.post('/settings/audit', { days: '30' })).headers.get('location')).toBe('/settings/audit?saved');
    const inAMonth = new Date(Date.now() + 31 * 24 * 60 * 60 * 1000);
    await keepAuditFor(40, { by: olga, now: inAMonth });
    expect(await sweepAudit(inAMonth)).toBe(0);
    expect(await sweepAudit(new Date(inAMonth.getTime() + 10 * 24 * 60 * 60 * 1000))).toBeGreaterThan(3);
    await until('only what is new is left', async () => (await readAudit(100)).length === 1);
  });
});
