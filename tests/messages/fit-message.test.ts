import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Capabilities, fitMessage, type Outgoing } from '../../src/messages/index.ts';

const narrow: Capabilities = {
  textLength: 20,
  captionLength: 10,
  buttons: {
    inline: { total: 4, rows: 2, perRow: 2 },
    keyboard: { total: 6, rows: 3, perRow: 2 },
    labelLength: 8,
    url: false,
    sharePhone: false,
    shareLocation: false,
  },
  fileSize: { photo: 10, other: 10 },
  album: { most: 10, mixed: false },
  location: true,
  batch: 1,
  edit: false,
  delete: false,
  idempotent: false,
};
const photo = { kind: 'photo' as const, id: 'f1', name: 'a.jpg', mime: 'image/jpeg', size: 5 };
const press = (label: string) => ({ label, action: { kind: 'press' as const, data: label } });
const texts = (message: Outgoing) => fitMessage(message, narrow).map(part => part.text);

describe('fitMessage', () => {
  it('leaves alone what fits', () => {
    expect(fitMessage({ text: 'Привет' }, narrow)).toEqual([{ text: 'Привет' }]);
  });

  it('splits between words, and keeps buttons with the last part', () => {
    const parts = fitMessage({ text: 'Раз два три четыре пять шесть', buttons: [[press('Да')]] }, narrow);
    expect(parts.map(part => part.text)).toEqual(['Раз два три четыре', 'пять шесть']);
    expect(parts.map(part => part.buttons?.length ?? 0)).toEqual([0, 1]);
  });

  it('prefers the end of a paragraph', () => {
    expect(texts({ text: 'Один абзац.\n\nДругой абзац.' })).toEqual(['Один абзац.', 'Другой абзац.']);
  });

  it('never cuts a character in two', () => {
    for (const part of texts({ text: '🙂'.repeat(30) })) expect(part).not.toMatch(/\p{Surrogate}/u);
  });

  it('continues a styled stretch in the next part, counted from its start', () => {
    const [, second] = fitMessage(
      { text: 'Раз два три четыре пять шесть', entities: [{ type: 'bold', offset: 12, length: 11 }] },
      narrow,
    );
    expect(second?.entities).toEqual([{ type: 'bold', offset: 0, length: 4 }]);
  });

  it('puts a short text under the first file and sends each file by itself', () => {
    const parts = fitMessage({ text: 'Смета', attachments: [photo, { ...photo, id: 'f2' }] }, narrow);
    expect(parts.map(part => [part.text, part.attachments?.[0]?.id])).toEqual([
      ['Смета', 'f1'],
      ['', 'f2'],
    ]);
  });

  it('sends a text too long for a caption after the file', () => {
    const parts = fitMessage({ text: 'Смета на ремонт', attachments: [photo] }, narrow);
    expect(parts.map(part => part.text)).toEqual(['', 'Смета на ремонт']);
  });

  it('lays buttons out within the rows of the messenger and shortens their labels', () => {
    const [part] = fitMessage({ text: '?', buttons: [['Ванная комната', 'Кухня', 'Зал'].map(press)] }, narrow);
    expect(part?.buttons?.map(row => row.map(button => button.label))).toEqual([['Ванная…', 'Кухня'], ['Зал']]);
  });

  it('writes the buttons out as numbered lines when there are too many', () => {
    const [part] = fitMessage(
      { text: 'Что?', buttons: [['а', 'б', 'в', 'г', 'д', 'е', 'ж'].map(press)] },
      { ...narrow, textLength: 100 },
    );
    expect(part).toEqual({ text: 'Что?\n1. а\n2. б\n3. в\n4. г\n5. д\n6. е\n7. ж' });
  });

  it('writes a link out where there are no link buttons, and leaves out a phone button', () => {
    const [part] = fitMessage(
      {
        text: 'Сайт',
        buttons: [
          [{ label: 'Мы', action: { kind: 'url', url: 'https://a.ru' } }],
          [{ label: 'Номер', action: { kind: 'sharePhone' } }],
        ],
      },
      { ...narrow, textLength: 100 },
    );
    expect(part).toEqual({ text: 'Сайт\nМы: https://a.ru' });
  });

  it('takes a keyboard away with the first part', () => {
    const parts = fitMessage({ text: 'Раз два три четыре пять шесть', removeKeyboard: true }, narrow);
    expect(parts.map(part => part.removeKeyboard)).toEqual([true, undefined]);
  });

  it('loses no words, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), text => {
        const parts = texts({ text });
        expect(parts.every(part => part.length <= narrow.textLength)).toBe(true);
        expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});
