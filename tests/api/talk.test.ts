import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey, scopes } from '../../src/keys/index.ts';
import { getStaff, staffByEmail } from '../../src/staff/index.ts';
import type { Customer } from '../../tools/stand-ins/index.ts';
import { openWorld, textsTo, type World } from '../faults/support.ts';
import { addStaff } from '../support/add-staff.ts';
import { apiClient } from '../support/api-client.ts';
import { useDatabase } from '../support/database.ts';
import { testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';

const database = useDatabase();
let world: World;
let secret = '';
let olga: string;
let anna: Customer;
/** The address of Anna's conversation. */
let path: string;

const client = apiClient(
  () => world.program.url,
  () => secret,
);

interface Message {
  id: string;
  kind: string;
  text: string;
  author: { kind: string; name?: string };
  delivery?: { state: string };
  removed?: object;
}
interface Conversation {
  mode: string;
  staff?: string;
  queue?: string;
  snoozed?: object;
}

beforeAll(async () => {
  world = await openWorld({ uri: database.uri });
  const by = await getStaff((await staffByEmail(testOwner.email)) ?? '');
  if (!by) throw new Error('There is no owner.');
  secret = (await createKey({ name: 'Магазин', scopes: [...scopes] }, { by, now: new Date() })).secret;
  olga = await addStaff({ email: 'olga@example.org', role: 'manager' });
  anna = world.customer('telegram', 'Анна');
  path = `/conversations/${encodeURIComponent(world.conversation('telegram', anna))}`;
  await anna.start();
  await anna.receives('Принято начало');
}, 120_000);
afterAll(() => world?.close());

const send = async (body: object, key: string, to = path) => {
  const { status, text, body: told } = await client.post(`${to}/messages`, body, { 'idempotency-key': key });
  expect([status, status === 202 ? '' : text]).toEqual([202, '']);
  return (told as { data: Message[] }).data;
};
const message = (id: string) => client.told<Message>('GET', `/messages/${encodeURIComponent(id)}`);
const conversation = () => client.told<Conversation>('GET', path);
const does = (verb: string, body: object = {}) => client.told<Conversation>('POST', `${path}/${verb}`, body);
const comes = (id: string) =>
  until('it is sent', async () => {
    const { delivery } = await message(id);
    return delivery?.state === 'sent';
  });

it('what is sent comes with its buttons and files, and the bot asks its question again', async () => {
  const file = await client.told<{ id: string }>('POST', '/files?name=receipt.txt', new TextEncoder().encode('paid'), 201);
  const [sent] = await send(
    {
      text: 'Заказ оплачен',
      files: [file.id],
      buttons: [{ label: 'Спасибо' }, { label: 'Сайт', url: 'https://shop.example/' }],
      staff: olga,
    },
    'paid-1',
  );
  const received = await anna.receives(/Заказ оплачен/);
  expect(received.files.map(({ name, content }) => [name, content.toString()])).toEqual([['receipt.txt', 'paid']]);
  expect(received.buttons.flat().map(({ label, kind }) => [label, kind])).toEqual([
    ['Спасибо', 'press'],
    ['Сайт', 'url'],
  ]);
  await anna.receives('Принято начало');
  await comes(sent?.id ?? '');
  expect(await message(sent?.id ?? '')).toMatchObject({
    author: { kind: 'staff', id: olga },
    buttons: [
      [{ label: 'Спасибо', action: { kind: 'press' } }],
      [{ label: 'Сайт', action: { kind: 'url', url: 'https://shop.example/' } }],
    ],
  });
  expect((await conversation()).mode).toBe('bot');
  // The bot never stopped speaking: whoever dies in the middle does not leave it silent.
  const { data } = await client.told<{ data: Message[] }>('GET', `${path}/messages`);
  expect(data.filter(({ kind }) => kind === 'event')).toEqual([]);
});

it('the same request again is the same message', async () => {
  const [first] = await send({ text: 'Курьер выехал' }, 'courier-1');
  await anna.receives('Курьер выехал');
  expect(await send({ text: 'Курьер выехал' }, 'courier-1')).toEqual([expect.objectContaining({ id: first?.id })]);
  const changed = await client.post(`${path}/messages`, { text: 'Другое' }, { 'idempotency-key': 'courier-1' });
  expect(changed.status).toBe(422);
  expect((await client.post(`${path}/messages`, { text: 'Без ключа' })).status).toBe(400);
  await anna.says('дальше');
  await anna.receives('Принято дальше');
  expect(textsTo(anna).filter(text => text === 'Курьер выехал')).toHaveLength(1);
});

it('what was sent is changed, taken back, and not sent a second time', async () => {
  const [sent] = await send({ text: 'Ждём в пять' }, 'visit-1');
  const id = sent?.id ?? '';
  await comes(id);
  const at = `/messages/${encodeURIComponent(id)}`;
  expect(await client.told<Message>('PATCH', at, { text: 'Ждём в шесть' }, 202)).toMatchObject({
    text: 'Ждём в пять',
    change: { what: 'edit', text: 'Ждём в шесть', delivery: { state: 'queued' } },
  });
  await anna.seesEdit('Ждём в шесть');
  await until('the history has it', async () => (await message(id)).text === 'Ждём в шесть');
  const again = await client.post(`${at}/send-again`, {});
  expect([again.status, again.body.code]).toEqual([422, 'inbox.nothing_to_send_again']);
  await client.told('DELETE', at, undefined, 202);
  await until('it is gone', async () => anna.messages.some(({ text, deleted }) => text === 'Ждём в шесть' && deleted));
  await until('the history has it', async () => (await message(id)).removed);
  expect((await client.get('/messages/nothing')).status).toBe(404);
});

it('what is not right is named', async () => {
  const wrong = async (body: object, at: string) => {
    const { status, body: problem } = await client.post(`${path}/messages`, body, { 'idempotency-key': `wrong-${at}` });
    expect([status, JSON.stringify(problem.errors)]).toEqual([422, expect.stringContaining(at)]);
  };
  await wrong({ text: 'а', buttons: [{ label: 'x'.repeat(41) }] }, '/buttons/0/label');
  await wrong({ text: 'а', buttons: [{ label: 'Сайт', url: 'javascript:alert(1)' }] }, '/buttons/0/url');
  await wrong({ text: 'а', location: { latitude: 91, longitude: 0 } }, '/location/latitude');
  await wrong({ text: 'а', files: ['nobody-uploaded-it'] }, '/files/0');
  await wrong({ text: 'а', staff: 'nobody' }, '/staff');
});

it('people hold it, put it off, close it and give it back', async () => {
  expect(await does('assign', { staff: olga, note: 'Позвонить' })).toMatchObject({ mode: 'staff', staff: olga });
  await anna.says('Есть кто живой?');
  const [sent] = await send({ text: 'Да, это Ольга' }, 'alive-1');
  await anna.receives('Да, это Ольга');
  expect(sent?.author).toMatchObject({ kind: 'staff', id: olga });
  expect((await conversation()).mode).toBe('staff');

  expect(await does('snooze', { until: new Date(Date.now() + 3_600_000).toISOString() })).toHaveProperty('snoozed');
  await anna.says('И ещё вопрос');
  await until('it is back', async () => !(await conversation()).snoozed);
  expect(await does('close', { reason: 'Решено' })).toMatchObject({ mode: 'closed' });
  expect(await does('reopen')).toMatchObject({ mode: expect.stringMatching(/staff|queue/) });
  expect(await does('give-to-bot')).toMatchObject({ mode: 'bot' });
  await anna.receives('Принято дальше');
  const nobody = await client.post(`${path}/assign`, { staff: 'nobody' });
  expect([nobody.status, nobody.body.code]).toEqual([422, 'api.unknown_reference']);
});

it('a contact is written to where they can be reached', async () => {
  const { contact } = await client.told<{ contact: string }>('GET', path);
  await send({ text: 'Вам скидка', location: { latitude: 55.79, longitude: 49.11 } }, 'place-1', `/contacts/${contact}`);
  await anna.receives(({ raw }) => raw.location !== undefined || raw.venue !== undefined);
  await anna.blocks();
  await until('it is known', async () => {
    const { data } = await client.told<{ data: { reachability: { state: string } }[] }>('GET', `/contacts/${contact}/identities`);
    return data.every(({ reachability }) => reachability.state !== 'reachable');
  });
  const refused = await client.post(`/contacts/${contact}/messages`, { text: 'Ещё' }, { 'idempotency-key': 'more-1' });
  expect(refused.body.code).toBe('api.unreachable');
});
