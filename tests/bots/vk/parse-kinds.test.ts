import { describe, expect, it } from 'vitest';
import { parseUpdate } from '../../../bots/vk/parse-update.ts';
import { toUpdate } from '../../../bots/vk/to-update.ts';
import { readPayload } from '../../support/read-payload.ts';

const account = '226512345';
const parse = (number: string) => parseUpdate(readPayload('vk', number), account);
const message = (fields: object) => ({
  type: 'message_new',
  event_id: 'e1',
  object: { message: { id: 9, date: 1790000000, peer_id: 7, from_id: 7, out: 0, conversation_message_id: 3, ...fields } },
});
const read = (fields: object) => parseUpdate(message(fields), account);

describe('what people send in VK', () => {
  it('is several files of one message, in their order, with the words beside them', () => {
    expect(parse('05')?.content).toMatchObject({
      kind: 'media',
      caption: 'Вот что есть',
      attachments: [
        { kind: 'photo', ref: expect.stringContaining('demo1_base'), width: 1920, height: 2560 },
        { kind: 'photo', ref: expect.stringContaining('demo2_base') },
        { kind: 'document', name: 'план.pdf', size: 20480 },
        { kind: 'video', ref: 'video418618001_456239017', name: 'Ванная до ремонта', duration: 37 },
      ],
    });
  });

  it.each([
    ['08', { kind: 'voice', ref: expect.stringMatching(/\.ogg$/), mime: 'audio/ogg', duration: 7 }],
    ['09', { kind: 'video', duration: 37 }],
    ['13', { kind: 'audio', name: 'Хор — Песня.mp3', duration: 201 }],
    ['14', { kind: 'sticker', ref: 'https://vk.com/sticker/1-9-512', width: 512, height: 512 }],
    ['17', { kind: 'photo', width: 720, height: 405 }],
  ])('in %s is one file', (number, attachment) => {
    expect(parse(number)?.content).toMatchObject({ kind: 'media', attachments: [attachment] });
  });

  it('is a GIF, a voice note and a drawing also where they come as documents', () => {
    expect(parse('28')?.content).toMatchObject({
      attachments: [
        { kind: 'animation', name: 'кот.gif' },
        { kind: 'voice', mime: 'audio/ogg', duration: 7 },
        { kind: 'photo', ref: 'https://vk.com/doc2?graffiti', width: 480, height: 320 },
      ],
    });
  });

  it('is a place', () => {
    expect(parse('18')?.content).toEqual({
      kind: 'location',
      latitude: 55.751244,
      longitude: 37.618423,
      title: 'Москва, Россия',
    });
  });

  it('is what it was where it cannot be stored, with its title and where to look at it', () => {
    expect(parse('19')?.content).toEqual({
      kind: 'unsupported',
      what: 'wall: Скидка на ванные до конца месяца https://vk.com/wall-226512345_4021',
    });
    expect(parse('21')?.content).toEqual({
      kind: 'unsupported',
      what: [
        'market: Смеситель https://vk.com/product-226512345_7301',
        'poll: Какая плитка? https://vk.com/poll418618001_880011',
        'story: https://vk.com/story418618001_456239055',
        'article: Как выбрать ванну https://m.vk.com/@leaddemo-kak-vybrat',
        'gift',
        'call',
      ].join('\n'),
    });
  });

  it('keeps its words as they are when a post comes with them, and the post beside them', () => {
    const wall = { type: 'wall', wall: { id: 1, to_id: -2, text: 'x'.repeat(500) } };
    const found = read({ text: 'Анна', attachments: [wall] });
    expect(found?.content).toEqual({ kind: 'text', text: 'Анна' });
    expect(found?.quoted).toEqual([{ relation: 'forward', text: `wall: ${'x'.repeat(199)}… https://vk.com/wall-2_1` }]);
  });

  it('says nothing twice about a link that stands in the text', () => {
    const found = parse('20');
    expect(found?.content).toEqual({ kind: 'text', text: 'Хочу как тут https://example.org/bath' });
    expect(found).not.toHaveProperty('quoted');
  });

  it('keeps the rest where one attachment is malformed', () => {
    const attachments = [null, 5, { type: 7 }, { type: 'photo' }, { type: 'doc', doc: { url: 'https://example.org/d' } }];
    expect(read({ text: 'Look', attachments })?.content).toMatchObject({ kind: 'media', caption: 'Look', attachments: [{}] });
    expect(read({ text: 'Look', attachments: 'x', geo: 'x', fwd_messages: 'x', reply_message: 'x' })?.content).toEqual({
      kind: 'text',
      text: 'Look',
    });
  });
});

describe('a message of which a part makes no sense in VK', () => {
  const around = {
    payload: null,
    ref: null,
    ref_source: 5,
    out: null,
    admin_author_id: 'x',
    conversation_message_id: null,
    is_cropped: 1,
  };

  it.each(Object.entries(around))('is not lost with its %s', (field, value) => {
    expect(read({ text: 'Да', [field]: value })?.content).toEqual({ kind: 'text', text: 'Да' });
  });

  it('is not lost with what is told of their program or of their words', () => {
    const { object, ...event } = message({ text: 'Да' });
    for (const client_info of [null, { lang_id: '0' }, []])
      expect(parseUpdate({ ...event, object: { ...object, client_info } }, account)).toMatchObject({ from: { id: '7' } });
    const files = [{ type: 'photo', photo: { sizes: [null, { url: 'https://example.org/p', width: 'x' }], orig_photo: 1 } }];
    expect(read({ text: null, attachments: files })?.content).toEqual({
      kind: 'media',
      attachments: [{ kind: 'photo', ref: 'https://example.org/p' }],
    });
  });

  it('tells what the app does not show, of what VK says of it', () => {
    const { object, ...event } = message({ text: 'Да' });
    const all = { keyboard: true, inline_keyboard: true, button_actions: ['text', 'callback', 'open_link', 'location'] };
    const lacks = (client_info: unknown) => parseUpdate({ ...event, object: { ...object, client_info } }, account)?.lacks;
    expect(lacks(all)).toEqual([]);
    expect(lacks({ ...all, inline_keyboard: false })).toEqual(['buttons']);
    expect(lacks({ ...all, keyboard: false })).toEqual(['buttons']);
    expect(lacks({ ...all, button_actions: ['text', 'open_link'] })).toEqual(['buttons']);
    expect(lacks({ ...all, button_actions: ['text', 'callback'] })).toEqual(['links', 'location']);
    expect(lacks({ lang_id: 0 })).toBeUndefined();
    expect(lacks(undefined)).toBeUndefined();
  });

  it('is the press of a button also where its payload is no string', () => {
    expect(read({ text: 'Ванная', payload: { b: 'f1:q3:o2' } })?.content).toEqual({
      kind: 'press',
      data: 'f1:q3:o2',
      label: 'Ванная',
    });
  });

  it('keeps a voice note that has one address of two, and stickers of every kind', () => {
    const voice = { duration: 3, link_ogg: '', link_mp3: 'https://example.org/v.mp3' };
    const picture = { url: 'https://example.org/s.png', width: 128, height: 128 };
    const attachments = [
      { type: 'audio_message', audio_message: voice },
      { type: 'ugc_sticker', ugc_sticker: { id: 1, owner_id: 7, images: [picture] } },
      { type: 'sticker', sticker: { sticker_id: 2, images: [], images_with_background: [picture] } },
      { type: 'video_message', video_message: { id: 3, owner_id: 7, duration: 9 } },
    ];
    expect(read({ attachments })?.content).toMatchObject({
      kind: 'media',
      attachments: [
        { kind: 'voice', ref: 'https://example.org/v.mp3', mime: 'audio/mpeg' },
        { kind: 'sticker', ref: 'https://example.org/s.png' },
        { kind: 'sticker', ref: 'https://example.org/s.png' },
        { kind: 'videoNote', ref: 'video7_3', duration: 9 },
      ],
    });
  });
});

describe('a message that refers to others in VK', () => {
  it('tells which message of the dialog it answers', () => {
    expect(parse('22')).toMatchObject({
      content: { kind: 'text', text: 'Вот этот' },
      quoted: [
        {
          relation: 'reply',
          externalId: '3095',
          from: 'vk.com/club226512345',
          at: new Date(1790003000_000),
          text: 'Какой вариант ближе?',
        },
      ],
    });
    expect(parse('22')?.quoted?.[0]).not.toHaveProperty('attachments');
  });

  it('that is nothing but a forward says what the forward says, and who wrote it', () => {
    expect(parse('23')).toMatchObject({
      content: { kind: 'media', caption: 'Смотри размеры', attachments: [{ kind: 'photo' }] },
      forwarded: { from: 'vk.com/id418618002', at: new Date(1790002000_000) },
      quoted: [{ relation: 'forward', from: 'vk.com/id418618003', text: 'Плитка 30×60' }],
    });
  });

  it('with words of its own brings the forwards along, nested ones after theirs', () => {
    const found = parse('24');
    expect(found).toMatchObject({ content: { kind: 'text', text: 'Так можно?' } });
    expect(found).not.toHaveProperty('forwarded');
    expect(found?.quoted).toMatchObject([
      { relation: 'forward', from: 'vk.com/id418618002', text: 'Мы делали так' },
      { relation: 'forward', from: 'vk.com/id418618003', text: 'Плитка 30×60' },
      { relation: 'forward', from: 'vk.com/club99', text: '', attachments: [{ kind: 'photo' }] },
    ]);
  });

  it('that is several forwards says what they say together, and names an author only where there is one', () => {
    const forward = (from_id: number, text: string) => ({ from_id, date: 1790000000, text });
    expect(read({ fwd_messages: [forward(5, 'one'), forward(5, 'two')] })).toMatchObject({
      content: { kind: 'text', text: 'one\n\ntwo' },
      forwarded: { from: 'vk.com/id5' },
    });
    expect(read({ fwd_messages: [forward(5, 'one'), forward(6, 'two')] })?.forwarded).toEqual({ at: new Date(1790000000_000) });
  });

  it('looks into forwards that only hold others, and no deeper than anybody reads', () => {
    const nest = (depth: number): object =>
      depth === 0 ? { from_id: 5, text: 'deep' } : { from_id: 6, text: '', fwd_messages: [nest(depth - 1)] };
    expect(read({ fwd_messages: [nest(3)] })).toMatchObject({ content: { text: 'deep' }, forwarded: { from: 'vk.com/id5' } });
    expect(read({ fwd_messages: [nest(500)] })?.content).toEqual({ kind: 'unsupported', what: 'forward' });
  });
});

describe('an outgoing message that VK tells of', () => {
  it('is an operator’s when a person wrote it, with files, in the dialog of the customer', () => {
    expect(parse('25')).toMatchObject({
      address: { messenger: 'vk', account, chat: '418618001' },
      from: { id: '418618001' },
      externalId: '3125',
      content: {
        kind: 'operator',
        operator: '418618500',
        text: 'Здравствуйте, это Мария. Уже считаю',
        attachments: [{ kind: 'document', name: 'смета.pdf' }],
      },
    });
  });

  it('is not one when we sent it or nobody wrote it by hand', () => {
    expect([parse('26'), parse('27')]).toEqual([undefined, undefined]);
    const marked = JSON.parse(JSON.stringify(readPayload('vk', '26')));
    marked.object.admin_author_id = 418618500;
    expect(parseUpdate(marked, account)).toBeUndefined();
  });

  it('is not one in a chat of several people', () => {
    const inChat = JSON.parse(JSON.stringify(readPayload('vk', '25')));
    inChat.object.peer_id = 2_000_000_001;
    expect(parseUpdate(inChat, account)).toBeUndefined();
  });

  it('has its place among the others by its number, and its own time', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    const update = toUpdate(readPayload('vk', '25'), account, now);
    expect([update?.order, update?.incoming?.at]).toEqual([125, new Date(1790003125_000)]);
  });
});

describe('joining and leaving in VK', () => {
  const join = (join_type: string) =>
    parseUpdate({ type: 'group_join', event_id: 'e', object: { user_id: 7, join_type } }, account)?.content;

  it('is membership, and asking for it is not', () => {
    expect([parse('15')?.content, parse('16')?.content]).toEqual([
      { kind: 'membership', joined: true },
      { kind: 'membership', joined: false },
    ]);
    expect([join('accepted'), join('approved')]).toEqual(Array(2).fill({ kind: 'membership', joined: true }));
    expect([join('request'), join('unsure')]).toEqual([undefined, undefined]);
  });
});
