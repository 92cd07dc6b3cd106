import { describe, expect, it } from 'vitest';
import { parseUpdate } from '../../../bots/telegram/parse-update.ts';
import { readPayload } from '../../support/read-payload.ts';

const parse = (number: string) => parseUpdate(readPayload('telegram', number), '7012345678');
const content = (number: string) => parse(number)?.content;
const at = (seconds: number) => new Date(seconds * 1000);

describe('a message of Telegram', () => {
  it('of an album carries what holds the album together, and the caption where it stands', () => {
    expect(parse('101')).toMatchObject({ album: '13872049123456789', content: { caption: 'До и после' } });
    expect(parse('102')).toMatchObject({ album: '13872049123456789', content: { attachments: [{ kind: 'video' }] } });
    expect(content('102')).not.toHaveProperty('caption');
    expect(parse('06')).not.toHaveProperty('album');
  });

  it.each([
    ['103', { kind: 'video', name: 'IMG_0412.MOV', mime: 'video/quicktime', size: 4200000, duration: 12, width: 1280 }],
    ['104', { kind: 'videoNote', size: 810000, duration: 9, width: 384, height: 384 }],
    ['105', { kind: 'audio', name: 'song.mp3', mime: 'audio/mpeg', duration: 181 }],
    ['106', { kind: 'sticker', mime: 'image/webp', width: 512 }],
    ['107', { kind: 'sticker', mime: 'application/x-tgsticker' }],
    ['108', { kind: 'sticker', mime: 'video/webm' }],
    ['109', { kind: 'animation', mime: 'video/mp4', duration: 3 }],
  ])('with the file of payload %s keeps what is known of it', (number, attachment) => {
    const media = content(number);
    expect(media).toMatchObject({ kind: 'media', attachments: [attachment] });
    expect(media?.kind === 'media' && media.attachments).toHaveLength(1);
  });

  it('of a live photo has the picture and the film', () => {
    expect(content('126')).toMatchObject({
      caption: 'Живое фото',
      attachments: [
        { kind: 'photo', ref: 'AgACLivePhs1280', width: 1280 },
        { kind: 'video', ref: 'BAACLivePh', duration: 3 },
      ],
    });
  });

  it('of rich text is its words, line by line', () => {
    expect(content('127')).toEqual({ kind: 'text', text: 'Заказ\nСтол дубовый, 2 шт.\nдоставка\nсборка' });
  });

  it('of a venue has its name, and of a live location the place where it began', () => {
    expect(content('110')).toEqual({ kind: 'location', latitude: 55.751244, longitude: 37.618423, title: 'Студия на Мясницкой' });
    expect(content('111')).toEqual({ kind: 'location', latitude: 55.751244, longitude: 37.618423, live: true });
  });

  it('of a card is not the sender’s own when it is another’s or nobody’s', () => {
    expect(content('113')).toEqual({ kind: 'contact', phone: '+79990000002', name: 'Пётр Иванов', own: false });
    expect(content('114')).toEqual({ kind: 'contact', phone: '+7 999 000-00-03', name: 'Салон', own: false });
    expect(content('04')).toMatchObject({ own: true });
  });

  it('that answers another names it, with the part that is quoted where one is', () => {
    const answered = { relation: 'reply', externalId: '90', from: 'Lead Demo Bot', at: at(1790000090) };
    expect(parse('115')).toMatchObject({ content: { kind: 'text', text: 'Да, удобно' } });
    expect(parse('115')?.quoted).toEqual([{ ...answered, text: 'Удобно в субботу в 12:00?' }]);
    expect(parse('116')?.quoted).toEqual([{ ...answered, text: 'в 12:00' }]);
  });

  it('that answers a post of a channel brings its words and its picture', () => {
    expect(parse('117')?.quoted).toEqual([
      {
        relation: 'reply',
        from: 'Мастерская: новости, Ольга',
        at: at(1789990000),
        text: 'Стол из дуба',
        attachments: [{ kind: 'photo', ref: 'AgACExterns1280', size: 176540, width: 1280, height: 960 }],
      },
    ]);
  });

  it.each([
    ['118', { from: 'Пётр Иванов', at: at(1789980000) }],
    ['119', { from: 'Мария С.', at: at(1789980001) }],
    ['120', { from: 'Соседи, админ', at: at(1789980002) }],
    ['121', { from: 'Мастерская: новости', at: at(1789980003) }],
  ])('passed on, as in payload %s, tells whose it was and when', (number, forwarded) => {
    expect(parse(number)?.forwarded).toEqual(forwarded);
    expect(parse(number)).not.toHaveProperty('quoted');
  });

  it('passed on starts nothing, though it says /start', () => {
    const raw = readPayload('telegram', '118') as { message: object };
    const incoming = parseUpdate({ ...raw, message: { ...raw.message, text: '/start ref-1' } }, '7012345678');
    expect(incoming).toMatchObject({ content: { kind: 'text', text: '/start ref-1' } });
    expect(incoming).not.toHaveProperty('link');
  });

  it('that was changed has its new caption and the files that it has now', () => {
    expect(parse('122')).toMatchObject({
      at: at(1790001300),
      externalId: '122',
      content: { kind: 'edit', externalId: '122', text: 'Теперь с подписью', attachments: [{ kind: 'photo' }] },
    });
    expect(content('123')).toMatchObject({ kind: 'edit', text: '', attachments: [{ kind: 'video', ref: 'BAACEdited' }] });
  });

  it('whose live location moved tells the place of now', () => {
    const moved = { kind: 'moved', externalId: '112', latitude: 55.76, longitude: 37.62 };
    expect(parse('112')).toMatchObject({ at: new Date(1790001200_000), externalId: '112', content: moved });
  });

  it('of a button is the press of it, whichever kind it was', () => {
    expect(content('124')).toEqual({ kind: 'press', data: 'f1:q3:o1', acknowledge: '4382748291038475699' });
    expect(content('129')).toEqual({ kind: 'text', text: 'Пропустить' });
    expect(content('04')).toMatchObject({ kind: 'contact', own: true });
  });

  const said = (message: object) => {
    const raw = readPayload('telegram', '06') as { message: object };
    const { photo: _photo, caption: _caption, ...around } = raw.message as Record<string, unknown>;
    return parseUpdate({ ...raw, message: { ...around, ...message } }, '7012345678')?.content;
  };

  it('that cannot be kept is named in Telegram’s word, with what it says of itself', () => {
    expect(content('125')).toEqual({ kind: 'unsupported', what: 'poll: Когда?\nСегодня\nЗавтра' });
    expect(content('128')).toEqual({ kind: 'unsupported', what: 'dice: 🎲 4' });
    const checklist = { title: 'Купить', tasks: [{ id: 1, text: 'Хлеб' }] };
    expect(said({ checklist })).toEqual({ kind: 'unsupported', what: 'checklist: Купить\nХлеб' });
    const story = { id: 3, chat: { id: -1001, type: 'channel', title: 'Новости' } };
    expect(said({ story })).toEqual({ kind: 'unsupported', what: 'story: Новости' });
    const users = [{ user_id: 9, first_name: 'Олег', last_name: 'Титов' }];
    expect(said({ users_shared: { request_id: 1, users } })).toEqual({ kind: 'unsupported', what: 'users_shared: Олег Титов' });
    expect(said({ web_app_data: 7 })).toEqual({ kind: 'unsupported', what: 'web_app_data' });
  });

  it('keeps the addresses behind its words, beside those that are typed out', () => {
    const text_link = { type: 'text_link', offset: 10, length: 3, url: 'https://example.org/bath?a=1' };
    const typed = { type: 'url', offset: 16, length: 11 };
    const text = 'Хочу как 🛁тут и example.com/x';
    const link = { ...text_link, offset: text.indexOf('тут') };
    const entities = [{ type: 'bold', offset: 0, length: 4 }, link, { ...typed, offset: text.indexOf('example') }];
    const update = (message: object) =>
      parseUpdate({ ...(readPayload('telegram', '01') as object), ...message }, '7012345678')?.entities;
    const from = { id: 6123456789, first_name: 'Анна' };
    const around = { message_id: 7, from, chat: { id: 6123456789, type: 'private' }, date: 1790000200 };
    const found = [
      { type: 'link', offset: text.indexOf('тут'), length: 3, url: 'https://example.org/bath?a=1' },
      { type: 'link', offset: text.indexOf('example'), length: 11, url: 'https://example.com' },
    ];
    expect(update({ message: { ...around, text, entities } })).toEqual(found);
    const photo = [{ file_id: 'p', width: 9, height: 9 }];
    expect(update({ message: { ...around, photo, caption: text, caption_entities: entities } })).toEqual(found);
    expect(update({ message: { ...around, text, entities: entities.slice(2) } })).toBeUndefined();
    expect(update({ message: { ...around, text, entities: [{ ...link, url: 7 }, null] } })).toBeUndefined();
  });

  it('that cannot be kept keeps the words beside it', () => {
    const paid_media = { star_count: 5, paid_media: [{ type: 'preview', width: 90 }] };
    expect(said({ paid_media, caption: 'Как вам такая?' })).toEqual({ kind: 'unsupported', what: 'paid_media: Как вам такая?' });
  });

  it('of which a part makes no sense is not lost with it', () => {
    expect(said({ photo: [], caption: 'Смотрите' })).toEqual({ kind: 'unsupported', what: 'photo: Смотрите' });
    expect(said({ contact: { phone_number: '', first_name: 'Пётр' } })).toEqual({ kind: 'unsupported', what: 'contact: Пётр' });
    expect(said({ document: { file_id: 'd', file_size: -1, mime_type: null }, caption: 'Смета' })).toEqual({
      kind: 'media',
      attachments: [{ kind: 'document', ref: 'd' }],
      caption: 'Смета',
    });
    expect(said({ text: 'Да', from: { id: 6123456789, first_name: 'Анна', last_name: null }, venue: 1 })).toEqual({
      kind: 'text',
      text: 'Да',
    });
  });

  it('is read though what it says of another message makes no sense', () => {
    const raw = readPayload('telegram', '116') as { message: object };
    const spoiled = {
      reply_to_message: { message_id: 'x' },
      quote: 7,
      forward_origin: [],
      media_group_id: {},
      external_reply: 1,
    };
    const incoming = parseUpdate({ ...raw, message: { ...raw.message, ...spoiled } }, '7012345678');
    expect(incoming?.content).toEqual({ kind: 'text', text: 'А пораньше?' });
    expect(incoming).not.toHaveProperty('quoted');
  });
});
