import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDraft, saveDraft } from '../../src/broadcasts/index.ts';
import { createContact } from '../../src/contacts/index.ts';
import { type Delivery, getDelivery, linkAddress, type MessageContent } from '../../src/deliveries/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { linkNumbers } from '../../src/links/index.ts';
import { createService } from '../../src/panel/index.ts';
import { plan } from '../broadcasts/report/seed.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startPanel } from '../support/start-panel.ts';
import { until } from '../support/until.ts';

const database = useDatabase();

const chrome = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';
const clock = new ManualClock();
const doing = { by: 's', now: clock.now() };
const content: MessageContent = {
  texts: {
    ru: 'Скидки: [каталог](https://shop.example/sale?x=1#top) и https://shop.example/me/{{contact.firstName}}.',
    en: 'Sale: [catalogue](https://shop.example/sale?x=1#top) and https://shop.example/me/{{contact.firstName}}.',
  },
  files: [],
  buttons: [
    [
      { label: { ru: 'Хочу' }, action: { kind: 'reply' } },
      { label: { ru: 'На сайт' }, action: { kind: 'link', url: 'https://shop.example/?utm_source=qr' } },
    ],
  ],
  variants: {
    vk: {
      texts: { ru: 'Только здесь' },
      files: [],
      buttons: [[{ label: { ru: 'На сайт' }, action: { kind: 'link', url: 'https://vk.example/' } }]],
    },
  },
};
let panel: Awaited<ReturnType<typeof startPanel>>;
/** A process of the program that shows no panel. */
let service: Server;
let broadcast: string;

async function mailing() {
  const { id, version } = await createDraft({ name: 'Весна', ...doing });
  await saveDraft(id, { content, utm: { medium: 'push' } }, { version, ...doing });
  return id;
}

beforeAll(async () => {
  panel = await startPanel({ clock });
  const app = createService({
    config: { sessionSecret: 'only for tests', timeZone: 'Europe/Moscow', region: 'RU' },
    database: { client: mongoose.connection.getClient(), name: database.name, answers: async () => true, isAway: () => false },
    messengers: [],
    clock,
    log: pino({ level: 'silent' }),
  });
  service = createServer(app);
  await new Promise<void>(done => service.listen(0, '127.0.0.1', done));
  broadcast = await mailing();
});
afterAll(async () => {
  await panel?.close();
  await new Promise(done => service.close(done));
});

async function send({ of = broadcast, ...more }: Partial<Delivery> & { of?: string } = {}) {
  const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const fields = { name: 'Анна Примерова', firstName: 'Анна & Ко' };
  const { id } = await createContact(fields, { by, key: newId(), now: clock.now() });
  const token = more.token ?? newId();
  await plan({ contact: id, broadcast: of, ...more, token });
  return { token, id: `${of}:${id}` };
}

const open = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${panel.url}${path}`, { redirect: 'manual', headers: { 'user-agent': chrome, ...headers }, ...init });

const where = async (path: string) => (await open(path)).headers.get('location');

describe('a short address', () => {
  it('leads to what stands at its place: those of the text, then those of the buttons', async () => {
    const { token } = await send();
    expect(await where(`/l/${token}-0`)).toBe(
      'https://shop.example/sale?x=1&utm_source=telegram&utm_medium=push&utm_campaign=%D0%92%D0%B5%D1%81%D0%BD%D0%B0#top',
    );
    expect(await where(`/l/${token}-1`)).toMatch(
      /^https:\/\/shop\.example\/me\/%D0%90%D0%BD%D0%BD%D0%B0%20%26%20%D0%9A%D0%BE\?utm_source=telegram&/,
    );
    expect(await where(new URL(linkAddress('https://crm.example/', token, 2)).pathname)).toBe(
      'https://shop.example/?utm_source=qr&utm_medium=push&utm_campaign=%D0%92%D0%B5%D1%81%D0%BD%D0%B0',
    );
    const vk = await send({ messenger: 'vk' });
    expect(await where(`/l/${vk.token}-0`)).toMatch(/^https:\/\/vk\.example\/\?utm_source=vk&/);
  });

  it('is found by no search engine and kept by no cache', async () => {
    const { token } = await send();
    const { status, headers } = await open(`/l/${token}-0`);
    expect(status).toBe(302);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('set-cookie')).toBeNull();
  });

  it('works where a process shows no panel', async () => {
    const { token, id } = await send();
    const { port } = service.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/l/${token}-0`, {
      redirect: 'manual',
      headers: { 'user-agent': chrome },
    });
    expect(answer.status).toBe(302);
    await until('the click', async () => (await getDelivery(id))?.clickedAt);
  });

  it.each(['nobody-here-at-all-0', 'short', '%00', '..%2f..%2fetc', `${'x'.repeat(300)}-0`])(
    'that is nobody’s leads nowhere: %s',
    async code => {
      const answer = await open(`/l/${code}`, { 'accept-language': 'en' });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('nothing behind this link');
      expect(answer.headers.get('location')).toBeNull();
    },
  );

  it('leads nowhere beyond the links that there are, and nowhere else by what stands behind it', async () => {
    const { token } = await send();
    expect((await open(`/l/${token}-3`)).status).toBe(404);
    expect((await open(`/l/${token}-99`)).status).toBe(404);
    expect(await where(`/l/${token}-2?url=https://evil.example&utm_source=x`)).toMatch(/^https:\/\/shop\.example\//);
    expect((await open(`/l/${(await send({ source: { kind: 'broadcast', id: 'gone' } })).token}-0`)).status).toBe(404);
    expect(
      (await open(`/l/${(await send({ source: { kind: 'automation', id: 'gone', run: 'r', step: 's' } })).token}-0`)).status,
    ).toBe(404);
  });

  it('tells who guesses to wait, and lets those go on who have links', async () => {
    const { token } = await send();
    let last = 0;
    for (let i = 0; i < 40 && last !== 429; i++) last = (await open(`/l/guessed-${i}-0`)).status;
    expect(last).toBe(429);
    // Another person in the same network.
    expect((await open(`/l/${token}-0`)).status).toBe(302);
  });
});

describe('a click', () => {
  it('is counted once a person for people, and each time in all', async () => {
    const source = { kind: 'broadcast', id: await mailing() } as const;
    const { token, id } = await send({ of: source.id });
    await open(`/l/${token}-0`);
    const first = await until('the mark', async () => (await getDelivery(id))?.clickedAt);
    await open(`/l/${token}-0`);
    await clock.advance(60_000);
    await open(`/l/${token}-0`);
    await until('the clicks', async () => (await linkNumbers(source))[0]?.total === 2);
    expect(await linkNumbers(source)).toEqual([{ address: 'https://shop.example/sale?x=1#top', people: 1, total: 2 }]);
    expect((await getDelivery(id))?.clickedAt).toEqual(first);
  });

  it('is told of by the address as its author wrote it, not by anybody’s name', async () => {
    const source = { kind: 'broadcast', id: await mailing() } as const;
    const { token } = await send({ of: source.id });
    await open(`/l/${token}-1`);
    const [click] = await until('the click', async () => {
      const numbers = await linkNumbers(source);
      return numbers.length > 0 && numbers;
    });
    expect(click?.address).toBe('https://shop.example/me/{{contact.firstName}}');
  });

  it('is none where a machine looks', async () => {
    const source = { kind: 'broadcast', id: await mailing() } as const;
    const { token, id } = await send({ of: source.id });
    for (const agent of [
      'TelegramBot (like TwitterBot)',
      'Mozilla/5.0 (compatible; vkShare; +http://vk.com/dev/Share)',
      'WhatsApp/2.23',
    ])
      expect((await open(`/l/${token}-0`, { 'user-agent': agent })).status).toBe(302);
    expect((await open(`/l/${token}-0`, { 'sec-purpose': 'prefetch' })).status).toBe(302);
    expect((await open(`/l/${token}-0`, {}, { method: 'HEAD' })).status).toBe(302);
    // One that is counted, as the mark of where to look.
    const other = await send({ of: source.id });
    await open(`/l/${other.token}-0`);
    const [counted] = await until('the click', async () => {
      const numbers = await linkNumbers(source);
      return numbers.length > 0 && numbers;
    });
    expect(counted).toMatchObject({ people: 1, total: 1 });
    expect((await getDelivery(id))?.clickedAt).toBeUndefined();
  });
});
