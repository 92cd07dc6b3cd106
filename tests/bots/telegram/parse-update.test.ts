import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUpdate } from '../../../bots/telegram/parse-update.ts';
import { garbled } from '../../support/garbled.ts';
import { payloadNames, readPayload, readPayloadFile } from '../../support/read-payload.ts';

const account = '7012345678';
const anna = { id: '6123456789', firstName: 'Анна', lastName: 'Ковалёва', username: 'anna_kov', language: 'ru' };
const address = { messenger: 'telegram', account, chat: '6123456789' };
const parse = (number: string) => parseUpdate(readPayload('telegram', number), account);
const message = (fields: object) => ({
  update_id: 1,
  message: { message_id: 5, from: { id: 7, first_name: 'Ира' }, chat: { id: 7, type: 'private' }, date: 1790000000, ...fields },
});
const content = (fields: object) => parseUpdate(message(fields), account)?.content;

describe('an update of Telegram', () => {
  it('of a text is a text with who wrote it, where and when', () => {
    expect(parse('01')).toEqual({
      address,
      from: anna,
      at: new Date(1790000101_000),
      externalId: '101',
      content: { kind: 'text', text: 'Хочу записаться на консультацию' },
    });
  });

  it('of /start carries what the deep link carried', () => {
    expect(parse('02')).toMatchObject({ content: { kind: 'start' }, link: 'src-vkads_c-42' });
    expect(parse('03')).toMatchObject({ content: { kind: 'start' } });
    expect(parse('03')).not.toHaveProperty('link');
    expect(parseUpdate(message({ text: '/start@lead_demo_bot abc' }), account)).toMatchObject({
      content: { kind: 'start' },
      link: 'abc',
    });
    expect(content({ text: '/started' })).toEqual({ kind: 'text', text: '/started' });
  });

  it('of a shared contact is own only with the sender’s own id', () => {
    expect(parse('04')?.content).toEqual({ kind: 'contact', phone: '79991234567', name: 'Анна Ковалёва', own: true });
    expect(content({ contact: { phone_number: '+79990000001', user_id: 8 } })).toEqual({
      kind: 'contact',
      phone: '+79990000001',
      own: false,
    });
    expect(content({ contact: { phone_number: '+79990000001' } })).toMatchObject({ own: false });
  });

  it('of media names the largest photo and keeps name, type, size and caption', () => {
    expect(parse('06')?.content).toEqual({
      kind: 'media',
      attachments: [{ kind: 'photo', ref: 'AgACAgIAAxkBAAMCaOs1280', size: 176540, width: 1280, height: 960 }],
      caption: 'Фото проекта',
    });
    expect(parse('09')?.content).toEqual({
      kind: 'media',
      attachments: [
        { kind: 'document', ref: 'BQACAgIAAxkBAAMGaDoc', name: 'ТЗ на сайт.pdf', mime: 'application/pdf', size: 482113 },
      ],
    });
    expect(parse('11')?.content).toMatchObject({ attachments: [{ kind: 'voice', mime: 'audio/ogg', duration: 7 }] });
  });

  it.each([
    ['video', 'video'],
    ['video_note', 'videoNote'],
    ['audio', 'audio'],
  ])('of a %s is media of the kind %s', (field, kind) => {
    expect(content({ [field]: { file_id: 'f1', duration: 3 } })).toEqual({
      kind: 'media',
      attachments: [{ kind, ref: 'f1', duration: 3 }],
    });
  });

  it('of an animation is not mistaken for the document that it also carries', () => {
    expect(content({ animation: { file_id: 'a' }, document: { file_id: 'd' } })).toMatchObject({
      attachments: [{ kind: 'animation', ref: 'a' }],
    });
  });

  it('of a pressed button carries its data, its label and what ends the waiting', () => {
    expect(parse('12')?.content).toEqual({
      kind: 'press',
      data: 'f1:q3:o2',
      label: '50–150 000 ₽',
      acknowledge: '4382748291038475612',
    });
  });

  it('of a button under a message too old to be seen is still a press, at the time it was received', () => {
    const update = {
      update_id: 2,
      received_at: 1790000500,
      callback_query: {
        id: '1',
        from: { id: 7 },
        message: { message_id: 3, date: 0, chat: { id: 7, type: 'private' } },
        data: 'x',
      },
    };
    expect(parseUpdate(update, account)).toMatchObject({ at: new Date(1790000500_000), content: { kind: 'press', data: 'x' } });
  });

  it('of a button whose message is not told at all is still a press, unless it is of no chat of ours', () => {
    const raw = readPayload('telegram', '12') as { callback_query: Record<string, unknown> };
    const { message: _none, ...query } = raw.callback_query;
    const press = (more: object) =>
      parseUpdate({ ...raw, received_at: 1790000300, callback_query: { ...query, ...more } }, '7012345678');
    expect(press({})).toMatchObject({
      address: { chat: '6123456789' },
      at: new Date(1790000300_000),
      content: { kind: 'press', data: 'f1:q3:o2', acknowledge: '4382748291038475612' },
    });
    expect(press({ inline_message_id: 'i1' })).toBeUndefined();
    expect(press({ data: undefined })).toBeUndefined();
  });

  it('of blocking and unblocking is about reachability', () => {
    expect(parse('14')?.content).toEqual({ kind: 'reachability', reachable: false, reason: 'blocked' });
    expect(parse('15')?.content).toEqual({ kind: 'reachability', reachable: true, reason: 'unblocked' });
  });

  it('of an edit names the message and its new text, at the time of the edit', () => {
    expect(parse('16')).toMatchObject({
      at: new Date(1790000160_000),
      content: { kind: 'edit', externalId: '101', text: 'Хочу записаться на консультацию завтра' },
    });
  });

  it('of a place has its coordinates, of a venue its name too', () => {
    expect(parse('17')?.content).toEqual({ kind: 'location', latitude: 55.751244, longitude: 37.618423 });
    const location = { latitude: 1, longitude: 2 };
    expect(content({ location, venue: { location, title: 'Студия' } })).toEqual({
      kind: 'location',
      ...location,
      title: 'Студия',
    });
  });

  it('of what cannot be kept is named in Telegram’s word', () => {
    expect(content({ poll: { id: '1' } })).toEqual({ kind: 'unsupported', what: 'poll' });
    expect(content({ something_new: {} })).toEqual({ kind: 'unsupported', what: 'message' });
  });

  it('that nobody wrote is passed over', () => {
    expect(content({ pinned_message: {} })).toBeUndefined();
  });

  it('of a group or a channel is not ours', () => {
    const group = { id: -100123, type: 'supergroup' };
    expect(parseUpdate(message({ chat: group, text: 'hello' }), account)).toBeUndefined();
    expect(parseUpdate({ update_id: 1, channel_post: message({ text: 'x' }).message }, account)).toBeUndefined();
    const kicked = readPayload('telegram', '14');
    expect(parseUpdate({ ...(kicked as object), my_chat_member: { chat: group } }, account)).toBeUndefined();
  });

  it('that is garbage is nothing, and never an exception', () => {
    const samples = payloadNames('telegram').map(name => readPayloadFile('telegram', name));
    fc.assert(
      fc.property(garbled(samples), raw => {
        const incoming = parseUpdate(raw, account);
        return incoming === undefined || !Number.isNaN(incoming.at.getTime());
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.anything(), raw => parseUpdate(raw, account) === undefined));
  });
});
