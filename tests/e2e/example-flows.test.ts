import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, startVkStandIn, type TelegramStandIn, type VkStandIn } from '../../tools/stand-ins/index.ts';
import { describeInBrowser } from '../support/browser.ts';
import { chatSide, messengerSide, type Side } from '../support/customer-side.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram } from '../support/start-test-program.ts';

type Line = [hears: RegExp, answer?: { says: string } | { presses: string }];

const agree: Line = [/персональных данных/, { presses: 'Даю согласие' }];
const talks: Record<string, Line[]> = {
  dentist: [
    agree,
    [/Как вас зовут/, { says: 'Анна' }],
    [/Телефон для связи/, { says: '8 (999) 000-00-01' }],
    [/Дата рождения/, { says: '12 мая 1990' }],
    [/Что беспокоит/, { presses: 'Чистка' }],
    [/Когда вам удобно/, { says: 'послезавтра в 15:30' }],
    [/15:30.*Всё верно\?/s, { presses: 'Всё верно' }],
    [/Записали: .*15:30/],
  ],
  school: [
    [/Кто будет учиться/, { presses: 'Я сам(а)' }],
    [/1\/5/, { presses: 'goes' }],
    [/2\/5/, { says: '3' }],
    [/3\/5/, { says: 'were' }],
    [/4\/5/, { says: '1, 2' }],
    [/5\/5/, { says: 'I would like some tea' }],
    [/B1–B2/],
    [/персональных данных/, { presses: 'Не даю' }],
    [/напишите «тест»/],
  ],
  delivery: [
    [/Что привезти/, { says: '1 и 3' }],
    [/Сколько «Маргарит»/, { says: 'две' }],
    [/Сколько морсов/, { says: '1' }],
    agree,
    [/Куда привезти/, { says: 'ул. Примерная, 5' }],
    [/Квартира, подъезд/, { presses: 'Частный дом' }],
    [/Телефон для курьера/, { says: '+7 999 000-00-02' }],
    [/1\s499\s₽.*ул\. Примерная, 5/s, { presses: 'Всё верно' }],
    [/Готовим/],
  ],
  survey: [
    [/Порекомендуете/, { presses: '3' }],
    [/Что случилось/, { says: 'Ждали полтора часа' }],
    [/приложить фото/, { presses: 'Без фото' }],
    [/Передаю руководителю/],
  ],
};

describeInBrowser('the example flows', browser => {
  const database = useDatabase();
  let telegram: TelegramStandIn;
  let vk: VkStandIn;
  let program: Program;

  beforeAll(async () => {
    telegram = await startTelegramStandIn({ limits: false });
    vk = await startVkStandIn({ limits: false });
    // The program has this process's one connection.
    await mongoose.disconnect();
    program = await startTestProgram({ uri: database.uri, telegram, vk, env: { FLOWS_DIR: 'flows/examples' } });
  });
  afterAll(async () => {
    await program?.stop();
    await Promise.all([telegram?.stop(), vk?.stop()]);
    await mongoose.connect(database.uri);
  });

  const sides: [messenger: string, open: (link: string) => Promise<Side>][] = [
    ['telegram', async link => messengerSide(telegram.customer({ firstName: 'Анна', lastName: 'Примерова' }), link)],
    ['vk', async link => messengerSide(vk.customer({ firstName: 'Вера', lastName: 'Образцова' }), link)],
    [
      'web',
      async link => chatSide(await browser.open({ viewport: { width: 400, height: 760 } }), `${program.url}/chat?ref=${link}`),
    ],
  ];
  const cases = sides.flatMap(([messenger, open]) =>
    Object.entries(talks).map(([flow, talk]) => ({ messenger, open, flow, talk })),
  );

  it.concurrent.each(cases)('$flow runs in $messenger', { timeout: 60_000 }, async ({ open, flow, talk }) => {
    const customer = await open(flow === 'delivery' ? 'pizza' : flow);
    await customer.start();
    for (const [question, answer] of talk) {
      await customer.hears(question);
      if (answer) await ('says' in answer ? customer.says(answer.says) : customer.presses(answer.presses));
    }
    expect(browser.complaints).toEqual([]);
  });
});
