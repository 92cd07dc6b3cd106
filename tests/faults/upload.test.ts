import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleVideo } from '../../tools/stand-ins/index.ts';
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { openWorld, settled, type World } from './support.ts';

const database = useDatabase();
const film = Buffer.concat([sampleVideo, Buffer.alloc(3_000_000)]);
const flow = `id: film
title: Фильм
language: ru
start: { default: true, commands: [start] }
steps:
  - { say: "Смотрите", video: film.mp4 }
  - { say: "Это всё" }
  - end
`;
let world: World;
let proxy: CuttingProxy;
let uploads: CuttingProxy;

beforeAll(async () => {
  world = await openWorld({
    uri: database.uri,
    flow,
    files: { 'film.mp4': film },
    env: async ({ telegram, vk }) => {
      proxy = await cuttingProxy(telegram.url);
      uploads = await cuttingProxy(vk.url);
      vk.settings.uploadRoot = `http://127.0.0.1:${uploads.port}`;
      return { TELEGRAM_API_ROOT: `http://127.0.0.1:${proxy.port}` };
    },
  });
});
afterAll(async () => {
  await world?.close();
  await proxy?.stop();
  await uploads?.stop();
});

it('the connection is cut twice in the middle of an upload: the file comes once and whole, and what follows comes after it', async () => {
  const anna = world.customer('telegram', 'Анна');
  proxy.cutAfter(1_000_000, 2);
  await anna.start();
  await anna.receives('Это всё', { timeoutMs: 15_000 });
  expect(proxy.cuts).toBe(2);
  expect(anna.messages.map(({ text }) => text)).toEqual(['Смотрите', 'Это всё']);
  expect(anna.messages[0]?.files.map(({ size }) => size)).toEqual([film.length]);
  const entries = await settled(world.conversation('telegram', anna));
  const ours = entries.filter(({ author }) => author.kind === 'bot').map(({ delivery }) => delivery);
  expect(ours.map(delivery => [delivery?.state, delivery?.attempts])).toEqual([
    ['sent', 3],
    ['sent', 1],
  ]);
  await until('the gauge is empty', async () => (await world.page('/messengers/sending')).includes('За сутки всё отправлено'));
});

it('the same with VK, whose files go to another server first: they come once and whole, what follows after them', async () => {
  const boris = world.customer('vk', 'Борис');
  uploads.cutAfter(1_000_000, 2);
  await boris.start();
  await boris.receives('Это всё', { timeoutMs: 15_000 });
  expect(uploads.cuts).toBe(2);
  expect(boris.messages.map(({ text }) => text)).toEqual(['Смотрите', 'Это всё']);
  expect(boris.messages[0]?.files.map(({ size }) => size)).toEqual([film.length]);
  const entries = await settled(world.conversation('vk', boris));
  expect(entries.filter(({ author }) => author.kind === 'bot').map(({ delivery }) => delivery?.state)).toEqual(['sent', 'sent']);
});
