import { Validator } from '@seriousme/openapi-schema-validator';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOf, getContact } from '../../src/contacts/index.ts';
import { createKey, revokeKey, type Scope, scopes } from '../../src/keys/index.ts';
import { ensureOwner, readAudit, type Staff } from '../../src/staff/index.ts';
import { apiClient, filter } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
const clock = new ManualClock();
let panel: Awaited<ReturnType<typeof startPanel>>;
let by: Staff;
let secret = '';

const client = apiClient(
  () => panel.url,
  () => secret,
);

beforeAll(async () => {
  panel = await startPanel({ clock });
  await ensureOwner(owner, clock.now());
  by = await theOwner();
  secret = await keyFor([...scopes]);
});
afterAll(() => panel.close());

async function keyFor(allowed: Scope[], until?: Date): Promise<string> {
  const made = await createKey({ name: 'Сайт', scopes: allowed, ...(until && { until }) }, { by, now: clock.now() });
  return made.secret;
}

const as = (key: string) =>
  apiClient(
    () => panel.url,
    () => key,
  );
const make = async (body: object, headers = {}) => (await client.post('/contacts', body, headers)).body as { id: string };

describe('a key', () => {
  it('is needed, and only the header counts', async () => {
    for (const answer of [
      await as('').get('/contacts'),
      await as('').get(`/contacts?access_token=${secret}`),
      await as('kk_x').get('/contacts'),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ status: 401, code: 'api.unauthorized' });
    }
  });

  it('lets do what its scopes say, no more', async () => {
    const reader = as(await keyFor(['contacts:read']));
    expect((await reader.get('/contacts')).status).toBe(200);
    const refused = await reader.post('/contacts', { name: 'Анна' });
    expect(refused.status).toBe(403);
    expect(refused.body.code).toBe('api.insufficient_scope');
    expect(refused.headers.get('www-authenticate')).toContain('scope="contacts:write"');
  });

  it('ends when it was to end, and when it is revoked', async () => {
    const short = await keyFor(['contacts:read'], new Date(clock.now().getTime() + 60_000));
    const { key, secret: other } = await createKey({ name: 'Касса', scopes: ['contacts:read'] }, { by, now: clock.now() });
    expect([(await as(short).get('/contacts')).status, (await as(other).get('/contacts')).status]).toEqual([200, 200]);
    await clock.advance(61_000);
    await revokeKey(key.id, { by, now: clock.now() });
    expect([(await as(short).get('/contacts')).status, (await as(other).get('/contacts')).status]).toEqual([401, 401]);
    expect((await readAudit(20)).map(({ what }) => what)).toEqual(expect.arrayContaining(['keyCreated', 'keyRevoked']));
    expect(JSON.stringify(await readAudit(50))).not.toContain('kk_');
  });

  it('without phones:read sees no phone, and cannot ask for one', async () => {
    const { id } = await make({ name: 'Анна', phone: '+7 999 000-00-01', email: 'anna@example.org' });
    const reader = as(await keyFor(['contacts:read']));
    const { body } = await reader.get(`/contacts/${id}`);
    expect(JSON.stringify(body)).not.toMatch(/000000|000-00|anna@/);
    const asked = await reader.get(`/contacts?${filter({ field: 'phones', op: 'has', value: '+79990000001' })}`);
    expect(asked.status).toBe(403);
    expect(JSON.stringify((await reader.get(`/contacts/${id}/changes`)).body)).not.toContain('+79990000001');
  });

  it('may ask so often in a minute', async () => {
    const key = await keyFor(['contacts:read']);
    const first = await as(key).get('/fields');
    expect(first.headers.get('ratelimit')).toMatch(/r=599/);
    await mongoose.connection.collection('apiRequests').updateMany({}, { $set: { count: 600 } });
    const late = await as(key).get('/contacts');
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(late.body.code).toBe('api.too_many');
    await clock.advance(60_000);
    expect((await as(key).get('/contacts')).status).toBe(200);
  });
});

describe('a list', () => {
  it('comes page by page, nothing twice and nothing left out while others are added', async () => {
    const names = Array.from({ length: 25 }, (_, i) => `Лист ${i}`);
    for (const name of names) await make({ name, tags: ['лист'] });
    const wanted = filter({ field: 'tags', op: 'has', value: 'лист' });
    const seen: string[] = [];
    let address: string | undefined = `/contacts?limit=10&fields=name&${wanted}`;
    while (address) {
      const { body, headers } = await client.get(address);
      const { data, next } = body as { data: { id: string; name: string }[]; next: string | null };
      expect(Object.keys(data[0] ?? {}).toSorted()).toEqual(['id', 'name']);
      seen.push(...data.map(({ name }) => name));
      await make({ name: `Новый ${seen.length}`, tags: ['лист'] });
      const link = /<\/api\/v1([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
      expect(link !== undefined).toBe(next !== null);
      address = link;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(names));
  });

  it('is narrowed by rules, and says which field it does not know', async () => {
    await make({ name: 'Пётр', city: 'Казань', tags: ['правило'] });
    await make({ name: 'Мария', city: 'Самара', tags: ['правило'] });
    const rule = {
      all: [
        { field: 'tags', op: 'has', value: 'правило' },
        { field: 'city', op: 'eq', value: 'Казань' },
      ],
    };
    const found = await client.get(`/contacts?${filter(rule)}`);
    expect((found.body.data as { name: string }[]).map(({ name }) => name)).toEqual(['Пётр']);
    const unknown = await client.get(`/contacts?${filter({ field: 'search', op: 'eq', value: 'x' })}`);
    expect(unknown.status).toBe(422);
    expect(unknown.body.errors).toEqual([{ parameter: 'filter', detail: expect.stringContaining('"search"') }]);
    for (const path of ['/contacts?filter={', '/contacts?limit=500', '/contacts?fields=applied', '/contacts?nonsense=1'])
      expect((await client.get(path)).status, path).toBe(422);
    expect((await client.get('/contacts?cursor=MTp4eA=')).body.code).toBe('api.bad_cursor');
  });
});

it('a cursor of another list and a byte that is no letter are told, and nothing breaks', async () => {
  const { id } = await make({ name: 'Анна', tags: ['ноль'] });
  const cursor = (place: string) => Buffer.from(`1:${place}`).toString('base64url');
  for (const path of [`/contacts/${id}/messages`, `/contacts/${id}/changes`])
    for (const place of ['x', '$', '']) {
      const { status, body } = await client.get(`${path}?cursor=${cursor(place)}`);
      expect([path, place, status, body.code]).toEqual([path, place, 400, 'api.bad_cursor']);
    }
  expect((await client.get('/broadcasts?query=%00')).body).toEqual({ data: [], next: null });
});

describe('a contact', () => {
  it('is changed only as it was read', async () => {
    const { id } = await make({ name: 'Анна', phone: '89990000005' });
    const read = await client.get(`/contacts/${id}`);
    const etag = read.headers.get('etag') ?? '';
    const changed = await client.patch(`/contacts/${id}`, { city: 'Казань', tags: ['vip'] }, { 'if-match': etag });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ city: 'Казань', tags: ['vip'], phones: ['+79990000005'] });
    const late = await client.patch(`/contacts/${id}`, { city: 'Самара' }, { 'if-match': etag });
    expect(late.status).toBe(412);
    expect((await changesOf(id, { limit: 20 })).map(({ by: author }) => author.kind)).toContain('api');
    expect((await client.patch(`/contacts/${id}`, { city: null })).body).not.toHaveProperty('city');
  });

  it('says where a value is wrong', async () => {
    const wrong = await client.post('/contacts', { name: 'Анна', phone: 'нет', email: 'нет' });
    expect(wrong.status).toBe(422);
    expect((wrong.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual(['/email', '/phone']);
    const unknown = await client.post('/contacts', { name: 'Анна', nmae: 'x', tags: [1] });
    expect((unknown.body.errors as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()).toEqual(['/nmae', '/tags/0']);
    expect(unknown.body.code).toBe('api.bad_body');
  });
});

describe('a body', () => {
  it('is JSON, not big and not deep', async () => {
    const deep = `${'{"a":'.repeat(30)}1${'}'.repeat(30)}`;
    const cases: [unknown, Record<string, string>, number, string][] = [
      ['{', {}, 400, 'api.bad_json'],
      [deep, {}, 400, 'api.bad_json'],
      ['name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'api.bad_media'],
      [JSON.stringify({ name: 'x'.repeat(1_100_000) }), {}, 413, 'api.too_big'],
    ];
    for (const [body, headers, status, code] of cases) {
      const answer = await client.ask('POST', '/contacts', { body, headers });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });

  it('goes nowhere else: other methods, other addresses, other sites', async () => {
    const wrong = await client.ask('PUT', '/contacts');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect((await client.get('/nothing')).status).toBe(404);
    const preflight = await client.ask('OPTIONS', '/contacts', {
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('an Idempotency-Key', () => {
  it('makes the same request one, for a day', async () => {
    const headers = { 'idempotency-key': 'order-1' };
    const [first, again] = [
      await client.post('/contacts', { name: 'Один' }, headers),
      await client.post('/contacts', { name: 'Один' }, headers),
    ];
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers.get('idempotency-replayed'), again.headers.get('location')]).toEqual([
      201,
      'true',
      first.headers.get('location'),
    ]);
    const other = await client.post('/contacts', { name: 'Другой' }, headers);
    expect([other.status, other.body.code]).toEqual([422, 'api.idempotency_key_reused']);
  });

  it('of a request that is still worked on is refused', async () => {
    const headers = { 'idempotency-key': 'order-2' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.post('/contacts', { name: 'Сразу' }, headers)));
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });

  it('and the cards of a deal know that they have one', async () => {
    const ids = await Promise.all(
      ['Главный', 'Второй', 'Третий'].map(async name => String((await client.post('/contacts', { name })).body.id)),
    );
    const [contact = '', second = '', third = ''] = ids;
    const made = await client.post('/deals', { contact, contacts: [second], title: 'Окно' });
    await client.patch(`/deals/${made.body.id}`, { contacts: [second, third] });
    expect(await Promise.all(ids.map(async id => (await getContact(id))?.hasDeals))).toEqual([true, true, true]);
  });

  it('may be used again after an error', async () => {
    const headers = { 'idempotency-key': 'order-3' };
    expect((await client.post('/deals', { contact: 'nobody', title: 'Окно' }, headers)).status).toBe(422);
    expect((await client.post('/deals', { contact: 'nobody', title: 'Окно' }, headers)).body.code).toBe('api.unknown_contact');
  });

  it('is asked for where something leaves the house', async () => {
    expect((await client.post('/conversations/telegram:1:1/messages', { text: 'Привет' })).body.code).toBe(
      'api.idempotency_key_required',
    );
  });
});

it('the document is a valid OpenAPI 3.1 document', async () => {
  const { body } = await as('').get('/openapi.json');
  const { valid, errors } = await new Validator().validate(body);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(body.openapi).toBe('3.1.0');
  const text = JSON.stringify(body);
  const names = Object.keys((body.components as { schemas: object }).schemas);
  const referred = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(referred.length).toBeGreaterThan(20);
  expect(referred.filter(name => !names.includes(name ?? ''))).toEqual([]);
  expect(text).not.toContain('#/$defs');
});

it('the document says what there is in a contact and what is asked for, without going round in a circle', async () => {
  interface Schema {
    $ref?: string;
    properties?: Record<string, Schema>;
    required?: string[];
  }
  interface Operation {
    parameters: { name: string; in: string }[];
    requestBody: { required: boolean; content: { 'application/json': { schema: Schema } } };
    responses: Record<string, { content: { 'application/json': { schema: Schema } } }>;
  }
  const { body } = await as('').get('/openapi.json');
  const { schemas } = body.components as { schemas: Record<string, Schema> };
  const resolved = (schema: Schema | undefined, seen: string[] = []): Schema => {
    const name = schema?.$ref?.split('/').at(-1);
    if (name === undefined) return schema ?? {};
    expect(seen, 'a circle').not.toContain(name);
    return resolved(schemas[name], [...seen, name]);
  };
  for (const name of Object.keys(schemas)) expect(Object.keys(resolved(schemas[name])), name).not.toEqual([]);
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  const made = paths['/contacts']?.post;
  const { id } = await make({ name: 'Анна', phone: '89990000017' });
  const told = Object.keys(resolved(made?.responses['201']?.content['application/json'].schema).properties ?? {});
  expect(told).toEqual(expect.arrayContaining(Object.keys((await client.get(`/contacts/${id}`)).body)));
  const dealBody = paths['/deals']?.post?.requestBody;
  expect([dealBody?.required, resolved(dealBody?.content['application/json'].schema).required]).toEqual([
    true,
    ['contact', 'title'],
  ]);
  expect(paths['/contacts/{id}']?.patch?.parameters.map(({ name }) => name)).toContain('If-Match');
});
