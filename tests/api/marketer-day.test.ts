import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, scopes } from '../../src/keys/index.ts';
import { getStaff, staffByEmail } from '../../src/staff/index.ts';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { freePort } from '../faults/support.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { type Base, copiesOf, heardBy, opensLink, type Person, stageBase } from '../support/marketer-day.ts';
import { type MovingClock, movingClock } from '../support/moving-clock.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
const words = 'Дарим вторую стрижку';
const hourMs = 3_600_000;
let telegram: TelegramStandIn;
let vk: VkStandIn;
let program: Program;
let dataDir: string;
let base: Base;
let clock: MovingClock;
let secret = '';
const client = apiClient(
  () => program.url,
  () => secret,
);

beforeAll(async () => {
  clock = movingClock();
  [telegram, vk, dataDir] = await Promise.all([
    startTelegramStandIn({ clock }),
    startVkStandIn({ clock }),
    mkdtemp(join(tmpdir(), 'kartoteka-day-')),
  ]);
  base = await stageBase({ telegram, vk }, { telegram: 80, vk: 40, mute: 10 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PORT: String(port), PUBLIC_URL: url, TELEGRAM_TRANSPORT: 'polling', VK_TRANSPORT: 'longpoll' };
  // The program uses this connection, too.
  await mongoose.disconnect();
  program = await startTestProgram({ uri: database.uri, telegram, vk, clock, env });
  const owner = await getStaff((await staffByEmail(testOwner.email)) ?? '');
  if (!owner) throw new Error('There is no owner.');
  secret = (await createKey({ name: 'Маркетинг', scopes: [...scopes] }, { by: owner, now: new Date() })).secret;
}, 120_000);
afterAll(async () => {
  await program?.stop();
  await Promise.all([telegram?.stop(), vk?.stop()]);
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
  await mongoose.connect(database.uri);
});

interface Told {
  id: string;
  version: number;
  state: string;
}
interface Rehearsal {
  state: string;
  audience: number;
  willSend: number;
  exclusions: { reason: string; count: number }[];
}
interface Report {
  audience: number;
  outcomes: Record<string, number>;
  reasons: { outcome: string; reason: string; count: number }[];
  results: Record<string, number>;
}

it('a marketer’s day goes by requests', { timeout: 120_000 }, async () => {
  const { wanted } = base;
  const vera = base.people.find(person => wanted.includes(person) && !person.hasConsent && person.messenger === 'telegram');
  if (!vera) throw new Error('There is nobody without a consent.');
  const allowed = [...base.allowed, vera];
  const [reader, asker] = allowed.filter(({ messenger }) => messenger === 'telegram') as [Person, Person];

  await client.told(
    'POST',
    `/contacts/${vera.contact}/consents`,
    { kind: 'advertising', given: true, text: 'Согласна получать рекламу', version: '1', evidence: 'Анкета на сайте' },
    201,
  );

  const rule = {
    all: [
      {
        any: [
          { field: 'contact.city', op: 'eq', value: 'Казань' },
          { field: 'contact.tags', op: 'hasAny', value: ['vip'] },
        ],
      },
      { field: 'contact.tags', op: 'hasNone', value: ['опт'] },
    ],
  };
  const segment = await client.told<Told>('POST', '/segments', { name: 'Казань или vip без опта', rule }, 201);
  expect(await client.told('GET', `/segments/${segment.id}/count`)).toEqual({ count: wanted.length });
  expect(await everybody(`/segments/${segment.id}/members?limit=50`)).toEqual(wanted.map(({ contact }) => contact).sort());
  const outsider = base.people.find(person => !wanted.includes(person))?.contact;
  expect(await client.told('GET', `/segments/${segment.id}/explain?contact=${outsider}`)).toMatchObject({ holds: false });

  const draft = await client.told<Told>(
    'POST',
    '/broadcasts',
    {
      name: 'Вторая стрижка',
      advertising: true,
      audience: { include: [segment.id], exclude: [], messengers: ['telegram', 'vk'] },
      content: {
        texts: { ru: `Здравствуйте, {{contact.firstName | default: "друг"}}! ${words}.` },
        buttons: [[{ label: { ru: 'Записаться' }, action: { kind: 'link', url: 'https://example.org/book' } }]],
      },
      schedule: { kind: 'at', at: new Date(clock.now().getTime() + hourMs).toISOString() },
      pace: 20,
    },
    201,
  );
  const path = `/broadcasts/${draft.id}`;
  await client.told('POST', `${path}/rehearse`, {}, 202);
  const rehearsal = await eventually('it is rehearsed', async () => {
    const found = await client.told<Rehearsal>('GET', `${path}/rehearsal`);
    return found.state === 'done' && found;
  });
  expect(rehearsal).toMatchObject({ audience: wanted.length, willSend: allowed.length });
  expect(await everybody(`${path}/rehearsal/people?state=send&limit=50`)).toEqual(allowed.map(({ contact }) => contact).sort());
  for (const { reason, count } of rehearsal.exclusions)
    expect(await everybody(`${path}/rehearsal/people?state=out&reason=${reason}&limit=50`)).toHaveLength(count);
  // A key has no messenger of its own, and nobody has linked theirs.
  expect(await client.told('POST', `${path}/test`, {}, 422)).toMatchObject({ code: 'broadcasts.no_link' });

  await client.told('POST', `${path}/schedule`, { version: draft.version });
  expect(heardBy(base.people, words)).toBe(0);
  clock.pass(hourMs);
  await until('it has begun by itself', async () => heardBy(base.people, words) > 5);
  expect(await client.told('POST', `${path}/pause`)).toMatchObject({ state: 'paused' });
  await eventually('nothing is in hand', async () => {
    const { sent } = await client.told<{ sent: number }>('GET', `${path}/progress`);
    return sent === heardBy(base.people, words);
  });
  expect(heardBy(base.people, words)).toBeLessThan(allowed.length);
  expect(await client.told('POST', `${path}/resume`)).toMatchObject({ state: 'running' });
  await eventually('it is over', async () => (await client.told<Told>('GET', path)).state === 'finished');
  for (const person of base.people) expect(copiesOf(words, person).length, person.name).toBe(allowed.includes(person) ? 1 : 0);

  const [message] = copiesOf(words, reader);
  if (!message) throw new Error('There is no message.');
  expect(await opensLink(message)).toMatch(/^https:\/\/example\.org\/book/);
  await asker.customer?.says('А на субботу можно?');
  await vera.customer?.presses('Отписаться');
  const report = await eventually('all is counted', async () => {
    const found = await client.told<Report>('GET', `${path}/report`);
    const { clicked, replied, unsubscribed } = found.results;
    return clicked === 1 && replied === 1 && unsubscribed === 1 && found;
  });
  expect(report).toMatchObject({
    audience: wanted.length,
    outcomes: { sent: allowed.length, unknown: 0, failed: 0, suppressed: wanted.length - allowed.length },
    results: { clicked: 1, replied: 1, unsubscribed: 1 },
  });
  const reasons = report.reasons.map(({ reason, count }) => [reason, count]);
  expect(Object.fromEntries(reasons)).toEqual(
    Object.fromEntries(rehearsal.exclusions.map(({ reason, count }) => [reason, count])),
  );
  for (const [what, { contact }] of [
    ['clicked', reader],
    ['replied', asker],
    ['unsubscribed', vera],
  ] as const)
    expect(await client.told('GET', `${path}/report/people?what=did.${what}`)).toMatchObject({ data: [{ contact }], next: null });

  const automation = await client.told<Told>(
    'POST',
    '/automations',
    {
      name: 'Спасибо за первую запись',
      trigger: { kind: 'contactCreated' },
      reentry: { kind: 'never' },
      steps: [{ id: 'thanks', do: 'tag', add: ['новый'], remove: [] }],
    },
    201,
  );
  expect(await client.told('POST', `/automations/${automation.id}/on`, {})).toMatchObject({ state: 'on' });
  const comer = await client.told<Told>('POST', '/contacts', { name: 'Мария Новикова' }, 201);
  await eventually('the automation has met her', async () => {
    const { tags } = await client.told<{ tags: string[] }>('GET', `/contacts/${comer.id}`);
    return tags.includes('новый');
  });

  const ready = await client.told<{ data: { id: string; choose: unknown[] }[] }>('GET', '/automation-templates?language=en');
  expect(ready.data.map(({ id }) => id)).toContain('winBack');
  const taken = await client.told<Told>('POST', '/automation-templates/winBack/take', {}, 201);
  expect(taken).toMatchObject({ state: 'draft', template: 'winBack', trigger: { kind: 'inactive', days: 90 } });
  expect(await client.told('POST', `/automations/${taken.id}/on`, {})).toMatchObject({ state: 'on' });
  expect(await client.told('POST', `/automations/${taken.id}/runs`, { contact: comer.id }, 201)).toMatchObject({
    contact: comer.id,
  });

  const proof = await client.told('GET', `/contacts/${vera.contact}/proof`);
  expect(proof).toMatchObject({
    person: { contact: vera.contact },
    holds: [{ about: 'advertising', given: false }],
    entries: [
      { given: true, by: { kind: 'api' } },
      { given: false, by: { kind: 'button' } },
    ],
  });
  expect(await client.told('POST', `/contacts/${vera.contact}/erase`, { reason: 'Заявление 17' })).toMatchObject({
    state: 'done',
  });
  await client.told('GET', `/contacts/${vera.contact}`, undefined, 404);
  expect(await client.told('GET', `/erasures/${vera.contact}`)).toMatchObject({ reason: 'Заявление 17' });
});

/** Asks the API until it says so, no oftener than a key may. */
function eventually<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  return until(what, async () => {
    await sleep(300);
    return look();
  });
}

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
  return ids.sort();
}
