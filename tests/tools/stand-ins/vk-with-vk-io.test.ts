import http from 'node:http';
import type https from 'node:https';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { API, APIError, Upload, VK } from 'vk-io';
import { sampleDocument, samplePhoto, startVkStandIn, type VkCustomer, type VkStandIn } from '../../../tools/stand-ins/index.ts';

let vk: VkStandIn;
let api: API;
let anna: VkCustomer;

beforeEach(async () => {
  vk = await startVkStandIn();
  api = new API({ token: vk.token, apiBaseUrl: vk.apiBaseUrl, agent: agent(), apiLimit: 20 });
  anna = vk.customer({ firstName: 'Анна', started: true });
});
afterEach(() => vk.stop());

it('carries a conversation with a polling bot', async () => {
  const bot = new VK({
    token: vk.token,
    apiBaseUrl: vk.apiBaseUrl,
    agent: agent(),
    apiLimit: 20,
    pollingGroupId: vk.group.id,
  });
  const keyboard = JSON.stringify({
    inline: true,
    buttons: [
      [{ action: { type: 'callback', label: 'Ванная', payload: '{"o":"bath"}' }, color: 'primary' }],
      [{ action: { type: 'text', label: 'Другое', payload: '{"o":"other"}' } }],
    ],
  });
  bot.updates.on('message_new', context =>
    bot.api.messages.send({
      peer_id: context.peerId,
      random_id: context.conversationMessageId ?? 0,
      message: `${context.text} ${context.referralValue ?? JSON.stringify(context.messagePayload)}`,
      keyboard,
    }),
  );
  bot.updates.on('message_event', context =>
    context.answer({ type: 'show_snackbar', text: `Выбрано ${String(context.eventPayload.o)}` }),
  );
  await bot.updates.startPolling();
  await anna.start('promo');
  expect((await anna.receives(/Начать/)).text).toBe('Начать promo');
  await anna.presses('Ванная');
  expect(await anna.isAnswered()).toEqual({ alert: false, text: 'Выбрано bath' });
  await anna.presses('Другое');
  expect((await anna.receives(/Другое/)).text).toBe('Другое {"o":"other"}');
  await bot.updates.stop();
});

it('takes uploads in two steps and sends what was saved', async () => {
  const upload = new Upload({ api, agent: agent() });
  const photo = await upload.messagePhoto({
    peer_id: anna.id,
    source: { value: samplePhoto, filename: 'a.jpg', contentType: 'image/jpeg' },
  });
  const document = await upload.messageDocument({
    peer_id: anna.id,
    source: { value: sampleDocument, filename: 'price.pdf' },
    title: 'price.pdf',
  });
  await api.messages.send({ peer_id: anna.id, random_id: 1, attachment: `${photo.toString()},${document.toString()}` });
  const [message] = anna.messages;
  expect(
    message?.files.map(({ kind, content }) => [kind, content.equals(kind === 'photo' ? samplePhoto : sampleDocument)]),
  ).toEqual([
    ['photo', true],
    ['document', true],
  ]);
  const broken = upload.messagePhoto({ peer_id: anna.id, source: { value: sampleDocument, filename: 'a.jpg' } });
  await expect(broken).rejects.toMatchObject({ code: 129 });
});

it('runs through execute as the library writes it', async () => {
  const parallel = new API({ token: vk.token, apiBaseUrl: vk.apiBaseUrl, agent: agent(), apiMode: 'parallel' });
  const [sent, refused] = await Promise.allSettled([
    parallel.messages.send({ peer_id: anna.id, random_id: 1, message: 'раз {"}' }),
    parallel.messages.send({ peer_id: 5, random_id: 1, message: 'два' }),
  ]);
  expect(sent.status).toBe('fulfilled');
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 901 } });
  expect(anna.messages.map(({ text }) => text)).toEqual(['раз {"}']);
});

it('throws errors as the library knows them', async () => {
  const error = await api.messages.send({ peer_id: 5, random_id: 1, message: 'а' }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(APIError);
  expect(error).toMatchObject({ code: 901 });
});

/** The library's types know https only; a stand-in speaks http. */
function agent(): https.Agent {
  return new http.Agent() as https.Agent;
}
