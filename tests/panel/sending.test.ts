import { beforeAll, expect, it } from 'vitest';
import { settleDelivery } from '../../src/messages/index.ts';
import { createSenders } from '../../src/outbox/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { queue } from '../outbox/support.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock();
const telegram = { ...messengerIn('telegram', { state: 'ready', name: 'lead_bot' }), account: '7000' };
const panel = usePanel({ messengers: [telegram], clock });
const senders = createSenders({ owner: 'one', clock });
const manager = visitor(() => panel.url);
const account = 'telegram:7000';

beforeAll(async () => {
  await ensureOwner(owner, clock.now());
  await manager.signIn(owner);
});

/** The fragment as people read it, once what was asked a moment ago is out of date. */
async function gauge(): Promise<string> {
  await clock.advance(2000);
  await senders.look([account], ['one']);
  return words((await manager.get('/messengers/sending')).page);
}

const words = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

it('says that there is nowhere to send from while no messenger is connected', async () => {
  expect(words((await manager.get('/messengers/sending')).page)).toContain('Отправлять пока неоткуда');
});

it('shows an account at rest', async () => {
  const text = await gauge();
  expect(text).toContain('Telegram · lead_bot Ничего не ждёт');
  expect(text).toContain('0 сообщений за минуту · За сутки всё отправлено');
});

it('counts what waits by priority, says since when and why, and links to what failed', async () => {
  const at = clock.now();
  const [first, second] = [
    await queue({ chat: '1', account: '7000', text: 'Смета готова' }, { at }),
    await queue({ chat: '1', account: '7000' }, { at }),
  ];
  for (const chat of ['1', '2', '3']) await queue({ chat, account: '7000' }, { at, priority: 'broadcast' });
  await settleDelivery(first, { status: { state: 'failed', attempts: 1, reason: 'blocked' }, now: at });
  await settleDelivery(second, { status: { state: 'sent', attempts: 1, sentAt: at }, now: at });
  const text = await gauge();
  expect(text).toContain('Ждут 3 сообщения, первое из них — сегодня 12:00');
  expect(text).toContain('Рассылки: 3');
  expect(text).not.toContain('Ответы');
  expect(text).toContain('с той скоростью, которую разрешает мессенджер');
  expect(text).toContain('1 сообщение за минуту · Не отправлено за сутки: 1');
  const failed = words((await manager.get(`/messengers/sending/failed?account=${account}`)).page);
  expect(failed).toContain('Смета готова');
  expect(failed).toContain('человек остановил бота');
});

it('tells of a pause with the words of the messenger, of a broken account, and of nobody who sends', async () => {
  await senders.note(account, {
    kind: 'asked',
    until: new Date(clock.now().getTime() + 600_000),
    reason: 'Too Many Requests: retry after 600',
  });
  expect(await gauge()).toMatch(/просит подождать до сегодня 12:\d\d.*Too Many Requests/);
  await senders.note(account, { kind: 'account', until: clock.now(), reason: 'Unauthorized' });
  expect(await gauge()).toContain('программа пробует раз в минуту');
  await senders.note(account, undefined);
  expect(await gauge()).toContain('с той скоростью');
  await clock.advance(60_000);
  expect(words((await manager.get('/messengers/sending')).page)).toContain('Ни один процесс сейчас не отправляет');
});

it('refuses an account that is none', async () => {
  expect((await manager.get('/messengers/sending/failed?account=<script>')).status).toBe(400);
});
