import { describe, expect, it } from 'vitest';
import { getContact } from '../../src/contacts/index.ts';
import {
  type ContentScope,
  checkContent,
  linkAddress,
  linksOf,
  type MessageContent,
  previewContent,
  renderContent,
} from '../../src/deliveries/index.ts';
import { useDatabase } from '../support/database.ts';
import { morning, person, words } from './support.ts';

useDatabase();

const everywhere = { messengers: ['telegram', 'vk', 'web'] as const, advertising: true };
const codes = async (content: MessageContent) => (await checkContent(content, everywhere)).map(({ code, at }) => [code, at.part]);

async function scopeOf(more: Partial<ContentScope> = {}): Promise<ContentScope> {
  const { contact } = await person('900', { firstName: 'Вера', language: 'ru' });
  const card = await getContact(contact);
  if (!card) throw new Error('the card is gone');
  return {
    delivery: { token: 'token-0123456789', messenger: 'telegram', advertising: false },
    contact: card,
    now: morning,
    timeZone: 'Europe/Moscow',
    topics: [],
    ...more,
  };
}

describe('a content', () => {
  it('without faults has no problems', async () => {
    expect(await codes(words('Здравствуйте, {{contact.firstName | default: "друг"}}! https://example.ru/a?b=1'))).toEqual([]);
  });

  it('is refused with the place and what to do about it', async () => {
    expect(await codes(words(''))).toEqual([['empty', 'text']]);
    expect(await codes(words('{{contact.fields.nowhere}}'))).toEqual([['unknownVariable', 'text']]);
    expect(await codes(words('а'.repeat(5000)))).toEqual([['tooLong', 'text']]);
    const label = { ru: 'Кнопка' };
    const button = (action: MessageContent['buttons'][number][number]['action']) =>
      words('да', { buttons: [[{ label, action }]] });
    expect(await codes(button({ kind: 'link', url: 'not an address' }))).toEqual([['badLink', 'buttons']]);
    expect(await codes(button({ kind: 'link', url: '{{contact.city}}.example.ru' }))).toEqual([['badLink', 'buttons']]);
    const braced = { label: { ru: 'Да, {{contact.name}}' }, action: { kind: 'reply' as const } };
    expect(await codes(words('да', { buttons: [[braced]] }))).toEqual([['labelVariable', 'buttons']]);
    expect(await codes(button({ kind: 'flow', flow: 'nowhere' }))).toEqual([['flowUnknown', 'buttons']]);
    const many = words('да', { buttons: Array.from({ length: 7 }, () => [{ label, action: { kind: 'reply' as const } }]) });
    const [problem] = await checkContent(many, everywhere);
    expect(problem).toMatchObject({ code: 'tooManyButtons', at: { messenger: 'vk', part: 'buttons' } });
    expect(problem?.say.ru).toContain('VK');
    expect(problem?.say.en).toContain('VK');
    const file = { id: 'gone', kind: 'photo' as const, name: 'a.jpg', mime: 'image/jpeg', size: 1 };
    expect(await codes(words('да', { files: [file] }))).toEqual([['fileMissing', 'files']]);
  });

  it('is filled, with links that are counted and their numbers in order', async () => {
    const content = words('**Вера**: [тут](https://example.ru/1) и https://example.ru/2_b_c. {{contact.firstName}}', {
      buttons: [[{ label: { ru: 'Смотреть' }, action: { kind: 'link', url: 'https://example.ru/3' } }]],
    });
    expect(linksOf(content, { messenger: 'telegram' })).toEqual([
      'https://example.ru/1',
      'https://example.ru/2_b_c',
      'https://example.ru/3',
    ]);
    const [message] = renderContent(content, await scopeOf({ publicUrl: 'https://crm.example.ru/' }));
    const address = (n: number) => linkAddress('https://crm.example.ru', 'token-0123456789', n);
    expect(message?.text).toBe(`Вера: тут и ${address(1)}. Вера`);
    expect(message?.entities).toEqual([
      { type: 'bold', offset: 0, length: 4 },
      { type: 'link', offset: 6, length: 3, url: address(0) },
    ]);
    expect(message?.buttons).toEqual([[{ label: 'Смотреть', action: { kind: 'url', url: address(2) } }]]);
    const [plain] = renderContent(content, await scopeOf());
    expect(plain?.text).toBe('Вера: тут и https://example.ru/2_b_c. Вера');
  });

  it('of advertising shows the way out, by a button or in words', async () => {
    const delivery = { token: 'token-0123456789', messenger: 'vk' as const, advertising: true, topic: 'sales' };
    const topics = [{ id: 'sales', name: { ru: 'Скидки', en: 'Sales' }, description: { ru: '', en: '' } }];
    const [message] = renderContent(words('да'), await scopeOf({ delivery, topics }));
    expect(message?.buttons?.flat().map(({ label }) => label)).toEqual(['Не присылать: Скидки', 'Отписаться']);
    const full = words('да', {
      buttons: Array.from({ length: 6 }, (_, i) => [{ label: { ru: `${i}` }, action: { kind: 'reply' as const } }]),
    });
    const [narrow] = renderContent(full, await scopeOf({ delivery }));
    expect(narrow?.buttons).toHaveLength(6);
    expect(narrow?.text).toContain('напишите «отписаться»');
  });

  it('is shown as somebody made up would read it', async () => {
    const content = {
      ...words('Привет, {{contact.firstName}}'),
      texts: { ru: 'Привет, {{contact.firstName}}', en: 'Hi, {{contact.firstName}}' },
    };
    const means = { messenger: 'telegram' as const, advertising: false, now: morning, timeZone: 'UTC' };
    expect((await previewContent(content, { ...means, language: 'en' }))[0]?.text).toBe('Hi, Vera');
    expect((await previewContent(content, means))[0]?.text).toBe('Привет, Вера');
  });
});
