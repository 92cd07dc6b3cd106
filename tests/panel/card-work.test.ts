import { beforeAll, describe, expect, it } from 'vitest';
import { recordConsent } from '../../src/consents/index.ts';
import { patchContact } from '../../src/contacts/index.ts';
import { createDeal, moveDeal } from '../../src/deals/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { createTask, tasksOf } from '../../src/tasks/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const now = new Date();
const hour = 3_600_000;
let anna = '';
let manager = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  await olga.signIn(owner);
  manager = await addStaff({ email: 'manager@example.org', role: 'manager' });
  ({ annaContact: anna } = await seedPanel({ staff: 'nobody', now }));
});

describe('the card', () => {
  it('says that there is no deal, no task and no owner yet', async () => {
    const { page } = await olga.get(`/contacts/${anna}`);
    expect(page).toContain('Сделок пока нет');
    expect(page).toContain('Задач пока нет');
    expect(page).toContain('Не назначен');
  });

  it('shows deals with their way, tasks with their time, the owner and topics', async () => {
    await patchContact(
      anna,
      { owner: manager, hasDeals: true, topics: { акции: { wanted: true, at: now } } },
      { key: 'work', by: { kind: 'flow', flow: 'lead' }, now },
    );
    await createDeal({
      key: 'd1',
      contact: anna,
      run: 'r1',
      pipeline: 'sales',
      stage: 'new',
      title: 'Ремонт 42 м²',
      amount: 380_000,
      fields: { площадь: 42.5 },
      owner: manager,
      now,
    });
    await moveDeal({ contact: anna, run: 'r1', key: 'd2', stage: 'in-work', now });
    await createDeal({ key: 'd3', contact: anna, pipeline: 'courses', stage: 'пробный урок', title: 'Курс', now });
    await createTask({
      key: 't:1',
      contact: anna,
      title: 'Позвонить',
      due: new Date(now.getTime() - hour),
      for: { kind: 'owner' },
      now,
    });
    await createTask({
      key: 't:2',
      contact: anna,
      title: 'Смета',
      due: new Date(now.getTime() + 24 * hour),
      for: { kind: 'managers' },
      now,
    });
    await recordConsent({
      id: 'topic',
      contact: anna,
      kind: 'topic',
      topic: 'акции',
      given: true,
      version: '',
      hash: '',
      text: '',
      at: now,
      conversation: 'telegram:1:501',
    });
    const { page } = await olga.get(`/contacts/${anna}`);
    expect(page).toMatch(/Ремонт 42 м²<\/b><span class="amount">380\s000\s₽/);
    expect(page).toContain('В работе');
    expect(page).toContain('пробный урок');
    expect(page).toContain('42,5');
    expect(page).toMatch(/is-late">просрочена:/);
    expect(page).toContain('любой менеджер');
    expect(page).toMatch(/завтра \d\d:\d\d/);
    expect(page).toContain('Рассылка «акции»');
    expect(page).toContain('подписан(а)');
    expect(page.indexOf('Позвонить')).toBeLessThan(page.indexOf('Смета'));
  });

  it('lets a task be done there, and not done again', async () => {
    const done = await olga.post(`/contacts/${anna}/tasks/${encodeURIComponent('t:1')}`, { done: '1' });
    expect(done.page).toMatch(/class="task is-done"/);
    expect(done.page).toContain('готово сегодня');
    expect((await tasksOf(anna, { limit: 5 })).map(({ title, done: at }) => [title, at !== undefined])).toEqual([
      ['Смета', false],
      ['Позвонить', true],
    ]);
    const again = await olga.post(`/contacts/${anna}/tasks/${encodeURIComponent('t:1')}`, { done: '0' });
    expect(again.page).toContain('просрочена');
    expect((await olga.post(`/contacts/${anna}/tasks/gone`, { done: '1' })).status).toBe(404);
  });
});
