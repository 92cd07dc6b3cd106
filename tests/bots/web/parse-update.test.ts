import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../bots/web/parse-update.ts';
import { garbled } from '../../support/garbled.ts';

const base = { identity: 'anna', id: 'abcdefgh', at: '2026-05-12T10:00:00.000Z' };
const samples = [
  { ...base, content: { kind: 'text', text: 'Здравствуйте' }, link: 'promo' },
  { ...base, content: { kind: 'start' }, language: 'ru' },
  { ...base, content: { kind: 'press', data: 'r:1', label: 'Да' } },
  {
    ...base,
    content: {
      kind: 'media',
      attachments: [{ kind: 'photo', ref: 'stored:x', name: 'a.png', mime: 'image/png', size: 5 }],
      caption: 'Вот',
    },
  },
];

describe('parse', () => {
  it.each(samples)('reads $content.kind', sample => {
    expect(parse(sample)).toMatchObject({
      address: { messenger: 'web', account: 'site', chat: 'anna' },
      from: { id: 'anna' },
      at: new Date(base.at),
      externalId: base.id,
      content: sample.content,
    });
  });

  it('never throws, whatever was stored', () => {
    fc.assert(fc.property(garbled(samples), raw => void parse(raw)));
  });
});
