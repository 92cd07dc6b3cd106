import { describe, expect, it } from 'vitest';
import { needsKeyboardRemoval, render } from '../../../bots/telegram/render.ts';
import type { Button, OutgoingAttachment } from '../../../src/messages/index.ts';

const photo: OutgoingAttachment = { kind: 'photo', id: 'f1', name: 'a.jpg', mime: 'image/jpeg', size: 10 };
const file = (kind: OutgoingAttachment['kind'], id: string = kind): OutgoingAttachment => ({ ...photo, kind, id });
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
        words: true,
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
        files: [{ attachment: photo, as: 'photo', fields: {} }],
        words: true,
      },
    ]);
  });

  it('with a text too long for a caption sends the file first', () => {
    const calls = render('7', { text: 'x'.repeat(1025), attachments: [photo], buttons: [[press('A')]] });
    expect(calls.map(call => call.method)).toEqual(['sendPhoto', 'sendMessage']);
    expect(calls.map(call => 'reply_markup' in call.fields)).toEqual([false, true]);
  });

  it('with files is as few albums as Telegram allows, in their order, with the words under the first file', () => {
    const attachments = [
      photo,
      file('video'),
      file('document'),
      file('document', 'd2'),
      file('voice'),
      file('voice', 'v2'),
      file('audio'),
    ];
    const calls = render('7', { text: 'Look', attachments });
    expect(calls.map(({ method, files = [] }) => [method, ...files.map(({ attachment }) => attachment.id)])).toEqual([
      ['sendMediaGroup', 'f1', 'video'],
      ['sendMediaGroup', 'document', 'd2'],
      ['sendVoice', 'voice'],
      ['sendVoice', 'v2'],
      ['sendAudio', 'audio'],
    ]);
    expect(calls[0]?.files?.map(({ fields }) => fields)).toEqual([{ caption: 'Look' }, { supports_streaming: true }]);
    expect(calls.map(({ words }) => words === true)).toEqual([true, false, false, false, false]);
  });

  it('has ten files in an album and no more', () => {
    const calls = render('7', { text: '', attachments: Array.from({ length: 12 }, (_, i) => file('photo', `p${i}`)) });
    expect(calls.map(({ files }) => files?.length)).toEqual([10, 2]);
  });

  it('with an album has its buttons under words that come after it', () => {
    const calls = render('7', { text: 'Which?', attachments: [photo, file('video')], buttons: [[press('A')]] });
    expect(calls.map(({ method }) => method)).toEqual(['sendMediaGroup', 'sendMessage']);
    expect(calls[0]?.files?.[0]?.fields).toEqual({});
    expect(calls[1]?.fields).toMatchObject({ text: 'Which?', reply_markup: { inline_keyboard: [[{ text: 'A' }]] } });
  });

  it('with an album and without words has its buttons under the last file alone', () => {
    const calls = render('7', { text: '', attachments: [photo, file('video'), file('photo', 'p3')], buttons: [[press('A')]] });
    expect(calls.map(({ method, files }) => [method, files?.length])).toEqual([
      ['sendMediaGroup', 2],
      ['sendPhoto', 1],
    ]);
    expect(calls.map(({ fields }) => 'reply_markup' in fields)).toEqual([false, true]);
  });

  it('of an album cannot take a keyboard away itself', () => {
    const album = { text: 'x', attachments: [photo, file('video')], removeKeyboard: true };
    expect(needsKeyboardRemoval(album)).toBe(true);
    expect(render('7', album).map(({ fields }) => fields)).toEqual([{ chat_id: '7' }]);
  });

  it('of a place is a location, with a name a venue, after its words and with its buttons', () => {
    const place = { latitude: 55.751244, longitude: 37.618423 };
    expect(render('7', { text: '', location: place })).toEqual([{ method: 'sendLocation', fields: { chat_id: '7', ...place } }]);
    const calls = render('7', { text: 'We are here', location: { ...place, title: 'Studio' }, buttons: [[press('A')]] });
    expect(calls.map(({ method }) => method)).toEqual(['sendMessage', 'sendVenue']);
    expect(calls[1]?.fields).toMatchObject({ title: 'Studio', address: '55.75124, 37.61842', reply_markup: {} });
  });

  it('tells how long a video, an audio or a voice note is', () => {
    const [call] = render('7', { text: '', attachments: [{ ...file('voice'), duration: 6.6 }] });
    expect(call).toMatchObject({ method: 'sendVoice', fields: { duration: 7 } });
  });
});
