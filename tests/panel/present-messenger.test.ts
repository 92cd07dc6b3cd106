import { expect, it } from 'vitest';
import type { Standing } from '../../src/panel/load-messenger.ts';
import { presentStanding } from '../../src/panel/present-messenger.ts';

const viewer = { theme: 'auto', timeZone: 'Europe/Moscow', region: 'RU', now: new Date() };
const failing: Standing = {
  name: 'vk',
  state: 'failing',
  problem: { code: 'callbackUnreachable', values: { url: 'https://bot.example.org/webhooks/vk' } },
};

it('what keeps a messenger from working is said in the reader’s language, with what to do', () => {
  expect(presentStanding({ ...viewer, language: 'ru' }, failing).todo).toBe(
    'VK не получает верного ответа по адресу https://bot.example.org/webhooks/vk. Проверьте, что этот адрес открывается из интернета и ведёт к программе.',
  );
  expect(presentStanding({ ...viewer, language: 'en' }, failing).todo).toContain(
    'VK does not get the right answer at https://bot',
  );
});

it('a refused token is said once, in the words that know where it was entered', () => {
  const refused: Standing = { name: 'telegram', state: 'unauthorized', problem: { code: 'token' } };
  expect(presentStanding({ ...viewer, language: 'ru' }, refused).todo).toContain('вставьте его ниже');
  expect(presentStanding({ ...viewer, language: 'ru' }, refused)).not.toHaveProperty('problem');
});
