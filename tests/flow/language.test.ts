import { describe, it } from 'vitest';
import { buildFlow, talk } from '../support/flow.ts';

const both = buildFlow(`
  - id: room
    ask: choice
    title: { ru: Комната, en: Room }
    text: { ru: "Комната?", en: "Which room?" }
    options:
      - { value: a, label: { ru: Кухня, en: Kitchen } }
      - { value: b, label: { ru: Ванная, en: Bathroom } }
    other: { ru: Другая, en: Another }
  - { id: name, ask: text, text: { ru: "Имя?", en: "Name?" }, min: 2, invalid: { ru: "Не то", en: "No" } }
  - say: { ru: "Спасибо", en: "Thanks" }`);

describe('the language of a talk', () => {
  it("is the contact's own where the flow has it, and changes by a word", () => {
    talk(
      both,
      `
      > /start
      < Комната?
      [Кухня]
      [Ванная]
      [Другая]
      > English
      < All right, English it is.

      Which room?
      [Kitchen]
      [Bathroom]
      [Another]
      > kitchen
      < Name?
      > x
      < No

      Name?
      > по-русски
      < Хорошо, говорим по-русски.

      Имя?
      > in English
      < All right, English it is.

      Name?
      > Anna
      < Thanks`,
      { end: { language: 'en' } },
    );
    talk(both, '> /start\n< Which room?', { language: 'en' });
  });

  it('stays that of the flow where the flow has no other', () => {
    const one = buildFlow('  - { id: name, ask: text, text: "Имя?" }');
    talk(one, '> /start\n< Имя?\n> English\n< I will write in English where I can…\n\nИмя?', { end: { language: 'en' } });
  });

  it('changes outside of any run too', () => {
    talk(both, '> English\n< All right, English it is.\n[Проба]\n[Call an operator]', { new: false, end: { language: 'en' } });
  });

  it('is not changed by a button with that very label', () => {
    const flow = buildFlow(
      '  - { id: l, ask: choice, text: "Какой язык учить?", options: [{ value: en, label: English }, { value: es, label: Español }] }',
    );
    talk(flow, '> /start\n< Какой язык учить?\n> English\n< Готово, спасибо!', { end: { answers: { l: 'en' } } });
  });
});
