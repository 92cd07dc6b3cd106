import { expect, it } from 'vitest';
import { type Button, knownCapabilities, type MessengerName, type Outgoing } from '../../../src/messages/index.ts';
import { showMessage } from '../../../src/panel/flow-editor/show-message.ts';

const show = (message: Outgoing, messenger: MessengerName) => showMessage(message, messenger, knownCapabilities[messenger]);
const press = (label: string): Button => ({ label, action: { kind: 'press', data: `q:${label}` } });
const labels = (rows: { buttons: { label: string }[] }[] | undefined) =>
  rows?.map(({ buttons }) => buttons.map(({ label }) => label));
const share: Outgoing = {
  text: 'Телефон?',
  buttons: [[{ label: 'Мой номер', action: { kind: 'sharePhone' } }], [press('Пропустить')]],
};

it('Telegram shares a phone from the keyboard, where the other buttons type their label', () => {
  const shown = show(share, 'telegram');
  expect(shown.parts[0]?.buttons).toBeUndefined();
  expect(shown.keyboard?.flatMap(({ buttons }) => buttons.map(({ happening }) => JSON.parse(happening ?? '')))).toEqual([
    { kind: 'contact', own: true },
    { kind: 'text', text: 'Пропустить' },
  ]);
});

it('VK and the site share no phone and press what is left', () => {
  for (const messenger of ['vk', 'web'] as const) {
    const shown = show(share, messenger);
    expect(shown.keyboard).toBeUndefined();
    expect(shown.parts[0]?.buttons?.map(({ buttons }) => buttons.map(({ happening }) => JSON.parse(happening ?? '')))).toEqual([
      [{ kind: 'press', data: 'q:Пропустить', label: 'Пропустить' }],
    ]);
  }
});

it('more buttons than VK hangs under a message stand in place of the keyboard, and that is said', () => {
  const message = { text: 'Что?', buttons: Array.from({ length: 12 }, (_, at) => [press(`Вариант ${at}`)]) };
  const vk = show(message, 'vk');
  expect(labels(vk.keyboard)?.every(row => row.length <= 5)).toBe(true);
  expect(labels(vk.keyboard)?.flat()).toHaveLength(12);
  expect(vk.fitted).toEqual(['keyboard']);
  expect(show(message, 'telegram')).toMatchObject({ fitted: [], parts: [{ buttons: { length: 12 } }] });
});

it('what does not fit is told: parts, shortened labels, lists, captions', () => {
  expect(show({ text: 'слово '.repeat(1000) }, 'vk')).toMatchObject({ fitted: ['split'], parts: { length: 2 } });
  expect(show({ text: 'слово '.repeat(1000) }, 'web')).toMatchObject({ fitted: [], parts: { length: 1 } });
  expect(show({ text: 'Что?', buttons: [[press('я'.repeat(50))]] }, 'vk').fitted).toEqual(['shortened']);
  const many = show({ text: 'Что?', buttons: Array.from({ length: 41 }, (_, at) => [press(`${at}`)]) }, 'vk');
  expect(many).toMatchObject({ fitted: ['paged'] });
  expect(many.parts[0]?.buttons?.flatMap(({ buttons }) => buttons.map(({ label }) => label))).toHaveLength(41);
  const file = { kind: 'photo' as const, id: 'f', name: 'план.jpg', mime: 'image/jpeg', size: 1 };
  expect(show({ text: 'Вот план', attachments: [file] }, 'telegram')).toMatchObject({ fitted: [], parts: { length: 1 } });
  expect(show({ text: 'я'.repeat(1100), attachments: [file] }, 'telegram')).toMatchObject({
    fitted: ['files'],
    parts: { length: 2 },
  });
});

it('a link stands alone in its row in VK', () => {
  const row = [press('Да'), { label: 'Сайт', action: { kind: 'url' as const, url: 'https://example.org' } }, press('Нет')];
  expect(labels(show({ text: '?', buttons: [row] }, 'vk').parts[0]?.buttons)).toEqual([['Да'], ['Сайт'], ['Нет']]);
});
