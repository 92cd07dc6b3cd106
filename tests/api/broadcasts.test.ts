import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBroadcastTick } from '../../src/broadcasts/index.ts';
import { createKey, scopes } from '../../src/keys/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTraitsTick } from '../../src/segments/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { seedPanel } from '../support/seed-panel.ts';
import { messengerIn, owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
const telegram = messengerIn('telegram', { state: 'ready', name: '@bot' });
let panel: Awaited<ReturnType<typeof startPanel>>;
let secret = '';
const client = apiClient(
  () => panel.url,
  () => secret,
);
const tick = createBroadcastTick({
  clock: systemClock,
  log: pino({ level: 'silent' }),
  timeZone: 'Europe/Moscow',
  messengers: new Map([['telegram', telegram]]),
});

beforeAll(async () => {
  panel = await startPanel({ messengers: [telegram] });
  await ensureOwner(owner, new Date());
  const by = await theOwner();
  await seedPanel({ staff: by.id, now: new Date() });
  await createTraitsTick({ clock: systemClock, log: pino({ level: 'silent' }), timeZone: 'Europe/Moscow' }).work();
  secret = (await createKey({ name: 'Склад', scopes: [...scopes] }, { by, now: new Date() })).secret;
}, 60_000);
afterAll(async () => {
  await tick.stop();
  await panel.close();
});

interface Told {
  id: string;
  version: number;
  state: string;
  code?: string;
  data: { id: string; field: string; code: string }[];
}

/** An answer that does not fit its schema is a 500. */
it('a mailing goes its whole way by requests', { timeout: 60_000 }, async () => {
  const draft = await client.told<Told>('POST', '/broadcasts', { name: 'Зима', advertising: false }, 201);
  const { data: problems } = await client.told<Told>('GET', `/broadcasts/${draft.id}/problems`);
  expect(problems).toMatchObject([{ field: 'content', code: 'content.empty' }]);
  await client.told('POST', `/broadcasts/${draft.id}/rehearse`, {}, 422);
  await client.told('PATCH', `/broadcasts/${draft.id}`, { version: draft.version - 1, name: 'Поздно' }, 409);
  const twice = { version: draft.version, audience: { messengers: ['telegram', 'telegram'] } };
  await client.told('PATCH', `/broadcasts/${draft.id}`, twice, 422);
  const edit = {
    version: draft.version,
    content: { texts: { ru: 'Мы открылись' } },
    schedule: { kind: 'at', at: new Date(Date.now() + 3_600_000).toISOString() },
    control: null,
  };
  const { version } = await client.told<Told>('PATCH', `/broadcasts/${draft.id}`, edit);
  const { total, reachable } = await client.told<{ total: number; reachable: number }>('GET', `/broadcasts/${draft.id}/estimate`);
  expect(total).toBeGreaterThan(0);
  await client.told('GET', `/broadcasts/${draft.id}/rehearsal`, undefined, 404);
  await client.told('POST', `/broadcasts/${draft.id}/rehearse`, {}, 202);
  await tick.work();
  const rehearsal = await client.told<{ state: string; willSend: number; audience: number; exclusions: { count: number }[] }>(
    'GET',
    `/broadcasts/${draft.id}/rehearsal`,
  );
  expect(rehearsal).toMatchObject({ state: 'done', audience: total });
  expect(rehearsal.willSend).toBeLessThanOrEqual(reachable);
  const people = await everybody(`/broadcasts/${draft.id}/rehearsal/people?state=send&limit=1`);
  expect(new Set(people).size).toBe(rehearsal.willSend);
  const out = await everybody(`/broadcasts/${draft.id}/rehearsal/people?state=out&limit=50`);
  expect(out.length).toBe(total - rehearsal.willSend);
  expect((await client.told<Told>('POST', `/broadcasts/${draft.id}/test`, {}, 422)).code).toBe('broadcasts.no_link');
  await client.told('POST', `/broadcasts/${draft.id}/schedule`, { version: version - 1 }, 409);
  expect(await client.told('POST', `/broadcasts/${draft.id}/schedule`, { version })).toMatchObject({ state: 'scheduled' });
  expect(await client.told('POST', `/broadcasts/${draft.id}/pace`, { pace: 2 })).toMatchObject({ pace: 2 });
  expect(await client.told('POST', `/broadcasts/${draft.id}/unschedule`)).toMatchObject({ state: 'rehearsed' });
  await client.told('POST', `/broadcasts/${draft.id}/schedule`, { version });
  expect(await client.told('GET', `/broadcasts/${draft.id}/progress`)).toMatchObject({ state: 'scheduled', sent: 0 });
  for (const verb of ['pause', 'resume']) await client.told('POST', `/broadcasts/${draft.id}/${verb}`, {}, 422);
  expect(await client.told('POST', `/broadcasts/${draft.id}/cancel`)).toMatchObject({ state: 'cancelled' });
  await client.told('DELETE', `/broadcasts/${draft.id}`, undefined, 422);
  const copy = await client.told<Told>('POST', `/broadcasts/${draft.id}/copy`, { name: 'Ещё раз' }, 201);
  expect((await client.told<Told>('GET', '/broadcasts?state=draft&fields=name,state')).data).toMatchObject([{ id: copy.id }]);
  await client.told('DELETE', `/broadcasts/${copy.id}`, undefined, 204);
  await client.told('GET', `/broadcasts/${copy.id}`, undefined, 404);
});

it('what can never be sent so is refused as it comes, with what to do; what is only missing yet is not', async () => {
  interface Refused {
    code: string;
    errors: { pointer: string; detail: string }[];
  }
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const button = (text: string, action: object) => [{ label: { ru: text }, action }];
  const wrong: [string, object, string][] = [
    ['/schedule/at', { schedule: { kind: 'at', at: hour(-1) } }, 'timePast'],
    ['/schedule/day', { schedule: { kind: 'local', day: '2020-01-01', time: '10:00' } }, 'localPast'],
    ['/content', { content: { texts: { ru: 'Привет, {{contact.nmae}}' } } }, 'content.unknownVariable'],
    [
      '/content',
      { content: { texts: { ru: 'Да?' }, buttons: [button('д'.repeat(70), { kind: 'reply' })] } },
      'content.labelTooLong',
    ],
    ['/audience/include', { audience: { include: ['gone'], messengers: ['telegram'] } }, 'segmentGone'],
    [
      '/audience',
      { audience: { rule: { field: 'contact.city', op: 'eq', value: 'Нигде' }, messengers: ['telegram'] } },
      'emptyAudience',
    ],
    [
      '/audience/rule',
      { audience: { rule: { field: 'contact.fields.gone', op: 'eq', value: '1' }, messengers: ['telegram'] } },
      'rule.unknownField',
    ],
  ];
  const draft = await client.told<Told>('POST', '/broadcasts', { name: 'Осень', content: { texts: {} } }, 201);
  for (const [pointer, patch, code] of wrong) {
    const made = await client.told<Refused>('POST', '/broadcasts', { name: 'Осень', ...patch }, 422);
    expect(made).toMatchObject({ code: 'broadcasts.wrong_values', errors: [{ pointer }] });
    expect(made.errors[0]?.detail).toMatch(new RegExp(`^${code}: \\S`));
    const changed = await client.told<Refused>('PATCH', `/broadcasts/${draft.id}`, { version: draft.version, ...patch }, 422);
    expect(changed.errors).toEqual(made.errors);
  }
  expect(await client.told('GET', `/broadcasts/${draft.id}`)).toMatchObject({ version: draft.version });
  const { errors } = await client.told<Refused>('POST', `/broadcasts/${draft.id}/rehearse`, {}, 422);
  expect(errors).toMatchObject([{ pointer: '/content', detail: expect.stringMatching(/^content.empty: \S/) }]);
});

it('nothing that would harm when repeated is done without a key of its own, nor more than the key allows', async () => {
  const { id } = await client.told<Told>('POST', '/broadcasts', { name: 'Весна' }, 201);
  const bare = await client.ask('POST', `/broadcasts/${id}/schedule`, { body: { version: 1 } });
  expect([bare.status, bare.text]).toEqual([400, expect.stringContaining('idempotency_key_required')]);
  const content = { texts: {}, files: [{ id: 'theirs', kind: 'photo', name: 'a', mime: 'image/png', size: 1 }] };
  expect((await client.told<Told>('PATCH', `/broadcasts/${id}`, { version: 2, content }, 404)).code).toBe('file.not_found');
  const by = await theOwner();
  const { secret: reader } = await createKey({ name: 'Табло', scopes: ['broadcasts:read'] }, { by, now: new Date() });
  const other = apiClient(
    () => panel.url,
    () => reader,
  );
  expect((await other.ask('GET', '/broadcasts', {})).status).toBe(200);
  expect((await other.ask('POST', '/broadcasts', { body: { name: 'Нет' } })).status).toBe(403);
});

async function everybody(path: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { data: { id: string }[]; next: string | null } = await client.told(
      'GET',
      `${path}${cursor && `&cursor=${cursor}`}`,
    );
    ids.push(...page.data.map(({ id }) => id));
    cursor = page.next;
  }
  return ids;
}
