import { beforeAll, expect, it } from 'vitest';
import { createDeal } from '../../src/deals/index.ts';
import { createKey } from '../../src/keys/index.ts';
import { ensureOwner, readAudit } from '../../src/staff/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const now = new Date();
const cards: string[] = [];

beforeAll(async () => {
  await ensureOwner(owner, now);
  await olga.signIn(owner);
  for (const chat of ['1', '2']) {
    const address = { messenger: 'telegram', account: '1', chat } as const;
    const { contact } = await seedConversation({ address, person: { id: chat, firstName: 'Анна' }, lines: [] }, now);
    cards.push(contact);
    await createDeal({ key: `deal-${chat}`, contact, pipeline: 'sales', stage: 'new', title: 'Ремонт', now });
    await createTask({ key: `task-${chat}`, contact, title: 'Позвонить', for: { kind: 'managers' }, now });
  }
});

const noted = async (entry: object) =>
  until('the entry', async () => {
    const found = await readAudit(20);
    return found.some(each =>
      Object.entries(entry).every(([name, value]) => JSON.stringify(Reflect.get(each, name)) === JSON.stringify(value)),
    );
  });

it('tells who took deals out, and how many', async () => {
  expect((await olga.get('/deals/export')).status).toBe(200);
  await noted({ what: 'exported', email: owner.email, facts: { part: 'deals', count: 2 } });
});

it('tells who looked at two cards beside each other', async () => {
  const [one = '', two = ''] = cards;
  await olga.get(`/contacts/merges/new?one=${one}&two=${two}`);
  for (const contact of cards) await noted({ what: 'cardViewed', email: owner.email, contact });
});

it('tells what was thrown away, by a person and by a key', async () => {
  const by = await theOwner();
  const scopes = ['contacts:write', 'deals:write', 'tasks:write'] as const;
  const { secret } = await createKey({ name: 'Сайт', scopes: [...scopes] }, { by, now });
  const api = apiClient(
    () => panel.url,
    () => secret,
  );
  for (const path of ['/tasks/task-1', '/deals/deal-1', `/contacts/${cards[0]}`])
    expect((await api.delete(path)).status, path).toBe(204);
  for (const part of ['tasks', 'deals', 'contacts']) await noted({ what: 'deleted', staff: by.id, facts: { part, key: 'Сайт' } });
  await noted({ what: 'deleted', contact: cards[0] });
  expect((await olga.get('/settings/audit?kind=deletions')).page).toContain('раздел: сделки');
});
