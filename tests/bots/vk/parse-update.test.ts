import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUpdate } from '../../../bots/vk/parse-update.ts';
import { toUpdate } from '../../../bots/vk/to-update.ts';
import { garbled } from '../../support/garbled.ts';
import { payloadNames, readPayload, readPayloadFile } from '../../support/read-payload.ts';

const account = '226512345';
const address = { messenger: 'vk', account, chat: '418618001' };
const parse = (number: string) => parseUpdate(readPayload('vk', number), account);
const event = (type: string, object: object) => ({ type, object, event_id: 'e1', group_id: 226512345, v: '5.199' });
const message = (fields: object) =>
  event('message_new', {
    message: {
      id: 9,
      date: 1790000000,
      peer_id: 7,
      from_id: 7,
      out: 0,
      text: '',
      attachments: [],
      conversation_message_id: 3,
      ...fields,
    },
  });
const content = (fields: object) => parseUpdate(message(fields), account)?.content;

describe('an event of VK', () => {
  it('of a text is a text with who wrote it, where and when', () => {
    expect(parse('02')).toEqual({
      address,
      from: { id: '418618001', language: 'ru' },
      at: new Date(1790003101_000),
      externalId: '3101',
      content: { kind: 'text', text: 'Здравствуйте, хочу узнать цену' },
      lacks: [],
    });
  });

  it('of the start button is a start, with the link that it came by', () => {
    expect(parse('03')).toMatchObject({ content: { kind: 'start' } });
    expect(parse('04')).toMatchObject({ content: { kind: 'start' }, link: 'src-tgads_c-42', linkSource: 'landing' });
  });

  it('carries a link also with an ordinary text', () => {
    expect(parseUpdate(message({ text: 'Hi', ref: 'r', ref_source: 's' }), account)).toMatchObject({
      content: { kind: 'text', text: 'Hi' },
      link: 'r',
      linkSource: 's',
    });
  });

  it('of a button of ours is a press with its label', () => {
    expect(content({ text: 'Yes', payload: '{"b":"f1:q3:o2"}' })).toEqual({ kind: 'press', data: 'f1:q3:o2', label: 'Yes' });
  });

  it.each(['{"b":5}', '{"x":1}', 'not json', '"b"', '{"command":"stop"}'])(
    'with the foreign payload %s is just its text',
    payload => {
      expect(content({ text: 'Yes', payload })).toEqual({ kind: 'text', text: 'Yes' });
    },
  );

  it('of a callback button ends its waiting, with a payload as a value or as JSON', () => {
    const press = (payload: unknown) =>
      parseUpdate(event('message_event', { user_id: 7, peer_id: 7, event_id: 'ack', payload }), account)?.content;
    expect(press({ b: 'x' })).toEqual({ kind: 'press', data: 'x', acknowledge: 'ack' });
    expect(press('{"b":"x"}')).toEqual({ kind: 'press', data: 'x', acknowledge: 'ack' });
    expect(parse('10')?.content).toEqual({ kind: 'press', data: '{"f":"f1","q":"q3","o":"o2"}', acknowledge: '19d28efbff4b' });
  });

  it('of media keeps the best picture, the name and the words beside it', () => {
    expect(parse('06')?.content).toEqual({
      kind: 'media',
      attachments: [
        { kind: 'photo', ref: 'https://sun9-1.userapi.com/s/v1/ig2/demo_base.jpg?quality=95', width: 960, height: 1280 },
      ],
      caption: 'Вот пример',
    });
    expect(parse('07')?.content).toMatchObject({ attachments: [{ kind: 'document', name: 'ТЗ на сайт.pdf', size: 482113 }] });
  });

  it('of a photo without its original takes the largest size', () => {
    const sizes = [
      { url: 'https://example.org/s', width: 10, height: 10 },
      { url: 'https://example.org/l', width: 90, height: 90 },
    ];
    expect(content({ attachments: [{ type: 'photo', photo: { sizes } }] })).toMatchObject({
      attachments: [{ ref: 'https://example.org/l' }],
    });
  });

  it.each([
    ['audio_message', { link_ogg: 'https://example.org/v.ogg', duration: 4 }, { kind: 'voice', mime: 'audio/ogg', duration: 4 }],
    ['audio', { url: 'https://example.org/a', artist: 'A', title: 'B' }, { kind: 'audio', name: 'A — B.mp3' }],
    ['video', { id: 5, owner_id: -2, title: 'V' }, { kind: 'video', ref: 'video-2_5', name: 'V' }],
    ['sticker', { images: [{ url: 'https://example.org/s', width: 64, height: 64 }] }, { kind: 'sticker' }],
    ['graffiti', { url: 'https://example.org/g' }, { kind: 'photo' }],
    ['doc', { url: 'https://example.org/d', ext: 'gif' }, { kind: 'animation' }],
  ])('of a %s is media', (type, value, attachment) => {
    expect(content({ attachments: [{ type, [type]: value }] })).toMatchObject({ kind: 'media', attachments: [attachment] });
  });

  it('of what is no file is its text, or VK’s word for it', () => {
    const attachments = [{ type: 'wall', wall: {} }];
    expect(content({ attachments })).toEqual({ kind: 'unsupported', what: 'wall' });
    expect(content({ attachments, text: 'Look' })).toEqual({ kind: 'text', text: 'Look' });
    expect(content({ fwd_messages: [{}] })).toEqual({ kind: 'unsupported', what: 'forward' });
  });

  it('of a place has its coordinates', () => {
    const coordinates = { latitude: 55.7, longitude: 37.6 };
    expect(content({ geo: { type: 'point', coordinates, place: { title: 'Москва' } } })).toEqual({
      kind: 'location',
      ...coordinates,
      title: 'Москва',
    });
  });

  it('of allowing and forbidding is about reachability', () => {
    expect(parse('11')?.content).toEqual({ kind: 'reachability', reachable: true, reason: 'allowed' });
    expect(parse('12')?.content).toEqual({ kind: 'reachability', reachable: false, reason: 'denied' });
  });

  it('of our own messages, chats, communities and everything else is not ours', () => {
    expect(content({ text: 'x', out: 1 })).toBeUndefined();
    expect(content({ text: 'x', peer_id: 2_000_000_001 })).toBeUndefined();
    expect(content({ text: 'x', peer_id: -5, from_id: -5 })).toBeUndefined();
    expect(parse('01')).toBeUndefined();
  });

  it('that is garbage is nothing, and never an exception', () => {
    const samples = payloadNames('vk').map(name => readPayloadFile('vk', name));
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

describe('an event of VK to be stored', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const stored = (number: string) => toUpdate(readPayload('vk', number), account, now);

  it('is known by its id and loses the secret it came with', () => {
    expect(stored('02')).toMatchObject({ key: 'vk:226512345:0a7b6f578452e61163b6ef273e223e468166468c' });
    expect(JSON.stringify(stored('02'))).not.toContain('cb-secret');
  });

  it('reads the same again, with the time of receiving where VK tells none', () => {
    const update = stored('10');
    expect(update?.incoming?.at).toEqual(now);
    expect(parseUpdate(JSON.parse(JSON.stringify(update?.raw)), account)).toEqual(update?.incoming);
  });

  it('goes by the number of its message, a press after it; what is told of a person has none', () => {
    expect(['02', '10', '12', '11'].map(number => stored(number)?.order)).toEqual([101, 107.5, undefined, undefined]);
  });

  it('is not made of what has no id', () => {
    expect(toUpdate({ type: 'message_new', object: {} }, account, now)).toBeUndefined();
  });
});
