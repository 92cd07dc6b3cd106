import { describe, expect, it } from 'vitest';
import { needsKeyboardRemoval, render } from '../../../bots/telegram/render.ts';
import type { Button, OutgoingAttachment } from '../../../src/messages/index.ts';

const photo: OutgoingAttachment = { kind: 'photo', id: 'f1', name: 'a.jpg', mime: 'image/jpeg', size: 10 };
const press = (label: string): Button => ({ label, action: { kind: 'press', data: `d:${label}` } });
const link: Button = { label: 'Site', action: { kind: 'url', url: 'https://example.org' } };
const phone: Button = { label: 'My phone', action: { kind: 'sharePhone' } };

describe('a message for Telegram', () => {
  it('is split where links in words make it too long', () => {
    const calls = render('7', { text: 'я'.repeat(4090), buttons: [[phone, link]] });
    expect(calls.map(({ fields }) => String(fields.text).length)).toEqual([4090, 25]);
    expect(calls[0]?.fields).not.toHaveProperty('reply_markup');
    expect(calls[1]?.fields).toHaveProperty('reply_markup');
  });

  it('carries its styles as entities and never as markup', () => {
    const entities = [
      { type: 'bold' as const, offset: 0, length: 2 },
      { type: 'link' as const, offset: 3, length: 1, url: 'https://example.org' },
    ];
    expect(render('7', { text: '<b> _*', entities })).toEqual([
      {
        method: 'sendMessage',
        fields: {
          chat_id: '7',
          text: '<b> _*',
          entities: [
            { type: 'bold', offset: 0, length: 2 },
            { type: 'text_link', offset: 3, length: 1, url: 'https://example.org' },
          ],
        },
      },
    ]);
  });

  it('hangs answers and links under itself', () => {
    const [call] = render('7', { text: 'x', buttons: [[press('A'), press('B')], [link]] });
    expect(call?.fields.reply_markup).toEqual({
      inline_keyboard: [
        [
          { text: 'A', callback_data: 'd:A' },
          { text: 'B', callback_data: 'd:B' },
        ],
        [{ text: 'Site', url: 'https://example.org' }],
      ],
    });
  });

  it('asks for the phone from the keyboard, where answers become keys and links words', () => {
    const [call] = render('7', { text: 'Your phone?', buttons: [[phone], [press('Skip')], [link]] });
    expect(call?.fields).toMatchObject({
      text: 'Your phone?\nSite: https://example.org',
      reply_markup: {
        keyboard: [[{ text: 'My phone', request_contact: true }], [{ text: 'Skip' }]],
        resize_keyboard: true,
        one_time_keyboard: true,
      },
    });
  });

  it('takes a keyboard away', () => {
    expect(render('7', { text: 'x', removeKeyboard: true })[0]?.fields.reply_markup).toEqual({ remove_keyboard: true });
  });

  it('needs help to take a keyboard away only when it has buttons under itself', () => {
    expect(needsKeyboardRemoval({ text: 'x', removeKeyboard: true })).toBe(false);
    expect(needsKeyboardRemoval({ text: 'x', removeKeyboard: true, buttons: [[phone]] })).toBe(false);
    expect(needsKeyboardRemoval({ text: 'x', removeKeyboard: true, buttons: [[press('A')]] })).toBe(true);
    expect(needsKeyboardRemoval({ text: 'x', buttons: [[press('A')]] })).toBe(false);
  });

  it('with a file has its text as the caption, with the buttons', () => {
    expect(render('7', { text: 'Look', attachments: [photo], buttons: [[press('A')]] })).toEqual([
      {
        method: 'sendPhoto',
        fields: { chat_id: '7', caption: 'Look', reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'd:A' }]] } },
        file: { field: 'photo', attachment: photo },
      },
    ]);
  });

  it('with a text too long for a caption sends the file first', () => {
    const calls = render('7', { text: 'x'.repeat(1025), attachments: [photo], buttons: [[press('A')]] });
    expect(calls.map(call => call.method)).toEqual(['sendPhoto', 'sendMessage']);
    expect(calls.map(call => 'reply_markup' in call.fields)).toEqual([false, true]);
  });
});
