import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Button,
  type Capabilities,
  capabilitiesOf,
  fitMessage,
  type Outgoing,
  readPagePress,
  showPage,
} from '../../src/messages/index.ts';
import { anyMessage } from '../support/any-message.ts';

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
const { keyboard: _keyboard, ...withoutKeyboard } = narrow.buttons;
const paper = { kind: 'document' as const, id: 'd1', name: 'd.pdf', mime: 'application/pdf', size: 5 };
const voice = { kind: 'voice' as const, id: 'v1', name: 'v.ogg', mime: 'audio/ogg', size: 5 };
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

  it('sends files together that may go together, in their order, with a short text under the first', () => {
    const files = [
      photo,
      { ...photo, id: 'f2', kind: 'video' as const },
      paper,
      { ...paper, id: 'd2' },
      voice,
      { ...voice, id: 'v2' },
    ];
    const parts = fitMessage({ text: 'Смета', attachments: files }, narrow);
    expect(parts.map(part => [part.text, part.attachments?.map(({ id }) => id)])).toEqual([
      ['Смета', ['f1', 'f2']],
      ['', ['d1', 'd2']],
      ['', ['v1']],
      ['', ['v2']],
    ]);
    const mixed = fitMessage({ text: 'Смета', attachments: files }, { ...narrow, album: { most: 4, mixed: true } });
    expect(mixed.map(part => part.attachments?.length)).toEqual([4, 2]);
  });

  it('puts the words behind an album that carries no buttons, and parts its last file where there are no words', () => {
    const message = { text: 'Смета', attachments: [photo, { ...photo, id: 'f2' }], buttons: [[press('Да')]] };
    const shape = (parts: Outgoing[]) => parts.map(part => [part.text, part.attachments?.length ?? 0, part.buttons?.length ?? 0]);
    expect(shape(fitMessage(message, narrow))).toEqual([
      ['', 2, 0],
      ['Смета', 0, 1],
    ]);
    expect(shape(fitMessage({ ...message, text: '' }, narrow))).toEqual([
      ['', 1, 0],
      ['', 1, 1],
    ]);
    const vk = { ...narrow, album: { most: 10, mixed: true, buttons: true } };
    expect(shape(fitMessage(message, vk))).toEqual([['Смета', 2, 1]]);
  });

  it('sends what the messenger takes in no other way as a document', () => {
    const can = { ...narrow, onlyAsDocuments: ['video'] as const, album: { most: 10, mixed: false } };
    const files = [photo, { ...photo, id: 'f2', kind: 'video' as const }, { ...photo, id: 'f3', kind: 'audio' as const }];
    const kinds = fitMessage({ text: '', attachments: files }, can).map(({ attachments }) =>
      attachments?.map(({ kind }) => kind),
    );
    expect(kinds).toEqual([['photo'], ['document'], ['audio']]);
  });

  it('sends a photo that is too big for one as a document, and writes down a file that is too big for anything', () => {
    const can = { ...narrow, textLength: 200, captionLength: 200, fileSize: { photo: 10, other: 5_000_000 } };
    const parts = fitMessage(
      {
        text: 'Вот',
        attachments: [
          { ...photo, size: 11 },
          { ...paper, name: 'план.pdf', size: 12_582_912 },
        ],
      },
      can,
    );
    expect(parts).toMatchObject([{ attachments: [{ id: 'f1', kind: 'document' }] }]);
    expect(parts[0]?.text).toMatch(/^Вот\nФайл «план\.pdf» \(12.МБ\) больше, чем можно отправить здесь$/);
    const [english] = fitMessage({ text: '', attachments: [{ ...paper, size: 12_582_912 }] }, can, { language: 'en' });
    expect(english?.text).toMatch(/^The file “d\.pdf” \(12.MB\) is bigger than can be sent here$/);
  });

  it('sends a place before the words, and as a link where there are no places', () => {
    const location = { latitude: 55.75, longitude: 37.62, title: 'Офис' };
    expect(fitMessage({ text: 'Мы тут', location }, narrow)).toEqual([{ text: '', location }, { text: 'Мы тут' }]);
    const [part] = fitMessage({ text: '', location }, { ...narrow, textLength: 200, location: false });
    expect(part?.text).toBe('Офис: https://www.openstreetmap.org/?mlat=55.75&mlon=37.62#map=17/55.75/37.62');
  });

  it('sends a text too long for a caption after the file', () => {
    const parts = fitMessage({ text: 'Смета на ремонт', attachments: [photo] }, narrow);
    expect(parts.map(part => part.text)).toEqual(['', 'Смета на ремонт']);
  });

  it('lays buttons out within the rows of the messenger and shortens their labels', () => {
    const [part] = fitMessage({ text: '?', buttons: [['Ванная комната', 'Кухня', 'Зал'].map(press)] }, narrow);
    expect(part?.buttons?.map(row => row.map(button => button.label))).toEqual([['Ванная…', 'Кухня'], ['Зал']]);
  });

  it('shows pages of buttons that are too many at once', () => {
    const [part] = fitMessage(
      { text: 'Что?', buttons: ['а', 'б', 'в', 'г', 'д', 'е', 'ж'].map(label => [press(label)]) },
      narrow,
    );
    const labels = (rows: Button[][] = []) => rows.map(row => row.map(({ label }) => label));
    expect(labels(part?.buttons)).toEqual([['а'], ['Ещё ›']]);
    expect(part?.pages?.map(labels)).toEqual([[['а']], [['б']], [['в']], [['г']], [['д']], [['е']], [['ж']]]);
    const third = showPage(part?.pages ?? [], { order: 7, page: 2 }, { language: 'en', perRow: 2 });
    expect(labels(third)).toEqual([['в'], ['‹ Back', 'More ›']]);
    expect(third[1]?.map(({ action }) => action.kind === 'press' && readPagePress(action.data))).toEqual([
      { order: 7, page: 1 },
      { order: 7, page: 3 },
    ]);
  });

  it('writes the buttons out as numbered lines where not even pages find room', () => {
    const [part] = fitMessage(
      { text: 'Что?', buttons: [['а', 'б', 'в'].map(press)] },
      { ...narrow, textLength: 100, buttons: { ...withoutKeyboard, inline: { total: 2, rows: 2, perRow: 2 } } },
    );
    expect(part).toEqual({ text: 'Что?\n1. а\n2. б\n3. в', choices: ['а', 'б', 'в'].map(press) });
  });

  it('gives no number to what is beside the answers', () => {
    const buttons = [['а', 'б'].map(press), [{ ...press('Назад'), aside: true as const }]];
    const [part] = fitMessage({ text: 'Что?', buttons }, capabilitiesOf({ ...narrow, textLength: 100 }, ['buttons']));
    expect(part?.text).toBe('Что?\n1. а\n2. б\n— Назад');
    expect(part?.choices).toEqual(buttons.flat());
  });

  it('writes out what somebody’s app does not show', () => {
    const message = {
      text: 'Что?',
      buttons: [['а', 'б'].map(press), [{ label: 'Мы', action: { kind: 'url' as const, url: 'https://a.ru' } }]],
    };
    const wide = { ...narrow, textLength: 100 };
    const [part] = fitMessage(message, capabilitiesOf(wide, ['buttons']));
    expect(part).toEqual({ text: 'Что?\nМы: https://a.ru\n1. а\n2. б', choices: ['а', 'б'].map(press) });
    const can = { ...wide, buttons: { ...wide.buttons, url: true } };
    expect(fitMessage(message, capabilitiesOf(can, ['links']))[0]?.text).toBe('Что?\nМы: https://a.ru');
    expect(capabilitiesOf(can, ['location']).buttons.shareLocation).toBe(false);
    expect(capabilitiesOf(can, [])).toBe(can);
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

  it('loses no words, files or buttons, and exceeds nothing, whatever the message and the messenger', () => {
    fc.assert(
      fc.property(anyMessage, anyFiles, anyCapabilities, (message, files, can) => {
        const whole: Outgoing = { ...message, ...(files.length > 0 && { attachments: files }) };
        const parts = fitMessage(whole, can);
        for (const part of parts) expectFits(part, can);
        const said = parts
          .map(part => part.text)
          .join(' ')
          .replace(/\s/g, '');
        const words = message.text.replace(/\s/g, '');
        expect(said.startsWith(words)).toBe(true);
        const sent = parts.flatMap(part => part.attachments ?? []).map(({ id }) => id);
        const kept = files.filter(({ size }) => size <= can.fileSize.other);
        expect(sent).toEqual(kept.map(({ id }) => id));
        for (const { name, size } of files) if (size > can.fileSize.other) expect(said).toContain(name);
        const possible = (message.buttons ?? []).flat().filter(({ action }) => action.kind === 'press');
        const shown = parts
          .flatMap(part => (part.pages ?? [part.buttons ?? []]).flat(2))
          .filter(({ action }) => action.kind === 'press');
        if (shown.length > 0) expect(shown.map(({ action }) => action)).toEqual(possible.map(({ action }) => action));
        else for (const { label } of possible) expect(said).toContain(label.replace(/\s/g, ''));
      }),
      { numRuns: 300 },
    );
  });
});

function expectFits(part: Outgoing, can: Capabilities) {
  const { attachments = [], buttons = [] } = part;
  expect(part.text.length).toBeLessThanOrEqual(attachments.length > 0 ? can.captionLength : can.textLength);
  expect(attachments.length).toBeLessThanOrEqual(can.album.most);
  for (const { kind, size } of attachments) expect(size).toBeLessThanOrEqual(can.fileSize[kind === 'photo' ? 'photo' : 'other']);
  if (attachments.length > 1 && !can.album.mixed) expect(attachments.every(({ kind }) => kind !== 'voice')).toBe(true);
  if (attachments.length > 1 && !can.album.buttons) expect(buttons).toEqual([]);
  const shapes = [can.buttons.inline, can.buttons.keyboard].filter(shape => shape !== undefined);
  const fits = shapes.some(
    shape =>
      buttons.flat().length <= shape.total && buttons.length <= shape.rows && buttons.every(row => row.length <= shape.perRow),
  );
  expect(buttons.length === 0 || fits).toBe(true);
  for (const { label } of buttons.flat()) expect(label.length).toBeLessThanOrEqual(can.buttons.labelLength);
}

const anyFiles = fc
  .array(
    fc.record({
      kind: fc.constantFrom('photo' as const, 'video' as const, 'voice' as const, 'audio' as const, 'document' as const),
      size: fc.nat(40),
    }),
    { maxLength: 14 },
  )
  .map(files => files.map((file, i) => ({ ...file, id: `f${i}`, name: `f${i}.bin`, mime: 'application/octet-stream' })));

const anyShape = fc.record({
  total: fc.integer({ min: 1, max: 40 }),
  rows: fc.integer({ min: 1, max: 10 }),
  perRow: fc.integer({ min: 1, max: 5 }),
});
const anyCapabilities: fc.Arbitrary<Capabilities> = fc
  .record({
    textLength: fc.integer({ min: 100, max: 5000 }),
    captionLength: fc.integer({ min: 0, max: 2000 }),
    inline: anyShape,
    keyboard: fc.option(anyShape, { nil: undefined }),
    labelLength: fc.integer({ min: 8, max: 64 }),
    most: fc.integer({ min: 1, max: 10 }),
    mixed: fc.boolean(),
    albumButtons: fc.boolean(),
    url: fc.boolean(),
  })
  .map(({ inline, keyboard, labelLength, most, mixed, albumButtons, url, ...lengths }) => ({
    ...narrow,
    ...lengths,
    buttons: { inline, ...(keyboard && { keyboard }), labelLength, url, sharePhone: false, shareLocation: false },
    fileSize: { photo: 10, other: 30 },
    album: { most, mixed, buttons: albumButtons },
  }));
