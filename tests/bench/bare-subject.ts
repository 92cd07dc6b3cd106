/** The messenger alone, in a loop: the same calls as a mailing makes, without anything of what it keeps in mind. Tells how long they took. */
import { pino } from 'pino';
import { createTelegram } from '../../bots/telegram/index.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { systemClock } from '../../src/lib/clock.ts';

const { TELEGRAM_TOKEN = '', TELEGRAM_API_ROOT = '', CHATS = '[]' } = process.env;
const chats: unknown = JSON.parse(CHATS);
if (!Array.isArray(chats)) throw new AppError('bench.no_chats', 'CHATS names nobody to send to.');
const telegram = createTelegram({
  token: TELEGRAM_TOKEN,
  apiRoot: TELEGRAM_API_ROOT,
  transport: 'polling',
  webhookSecret: 'not-used-here',
  openFile: () => Promise.reject(new AppError('bench.no_files', 'There are no files.')),
  clock: systemClock,
  log: pino({ level: 'fatal' }),
});
const account = TELEGRAM_TOKEN.split(':')[0] ?? '';
const together = 64;
const calls = Number(process.env.CALLS);

process.once('message', async () => {
  const began = performance.now();
  let next = 0;
  const loop = async () => {
    while (next < calls) {
      const i = next++;
      const chat = String(chats[i % chats.length]);
      await telegram.send({ messenger: 'telegram', account, chat }, messageTo(i), `bare:${i}`);
    }
  };
  await Promise.all(Array.from({ length: together }, loop));
  process.send?.({ seconds: (performance.now() - began) / 1000 });
});
process.send?.('ready');

function messageTo(i: number) {
  return {
    text: 'Здравствуйте, Анна! Новости недели: всё по местам.',
    entities: [{ type: 'bold' as const, offset: 20, length: 7 }],
    buttons: [[{ label: 'Отписаться', action: { kind: 'press' as const, data: `m.bare-${String(i).padStart(11, '0')}.u` } }]],
  };
}
