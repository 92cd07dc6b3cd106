import { describe, expect, it } from 'vitest';
import { parseFlow } from '../../../src/flow/index.ts';
import { buildFlow, consents, talk } from '../../support/flow.ts';

// Dialogues are held on Monday, 2 March 2026, at noon in Moscow.
const visit = (keys = '') =>
  buildFlow(`
  - { id: at, ask: datetime, text: "Когда?"${keys} }
  - { id: name, ask: text, text: "Имя?" }
  - say: "Ждём {{answers.at}}, {{answers.at | date: 'd MMMM'}}"`);

describe('a question for a date', () => {
  const day = (keys = '') =>
    buildFlow(`  - { id: day, ask: date, text: "День?"${keys} }\n  - { id: name, ask: text, text: "Имя?" }`);

  it('says back how it understood, with the next question, and nothing where all was written', () => {
    talk(day(), '> привет\n< День?\n> в пятницу\n< Записал: пятница, 6 марта\n\nИмя?');
    talk(day(), '> привет\n< День?\n> 06.03.2027\n< Имя?', { end: { waits: 'name' } });
  });

  it('takes the nearest date of the past where only the past is possible', () => {
    const talked = '> привет\n< День?\n> 12.05.85\n< Записал: воскресенье, 12 мая 1985\n\nИмя?\n> Анна\n< Готово, спасибо!';
    talk(day(', max: today'), talked, { end: { answers: { day: '1985-05-12' } } });
  });

  it('tells what is too early, too late, and past', () => {
    talk(
      day(', min: +2d, max: +30d'),
      '> привет\n< День?\n> завтра\n< Слишком рано: нужно не раньше 4 марта 2026.…\n> 12 мая\n< …не позже 1 апреля 2026.…',
    );
    talk(day(', future: true'), '> привет\n< День?\n> вчера\n< Это уже прошло.…');
  });

  it('tells apart what is no date, no such date, not exact and several', () => {
    const attempts = ', attempts: { max: 9 }';
    talk(
      day(attempts),
      `
      > привет
      < День?
      > не знаю
      < Не вижу даты.…
      > 31 июня
      < Такой даты не бывает…
      > на выходных
      < Назовите, пожалуйста, точный день.…
      > 12 или 13 мая
      < Нужна одна дата.…
      > во вторник 4 марта
      < День недели и число не сходятся.…
      > (photo)
      < Здесь нужна дата…`,
    );
  });

  it('speaks English to who does', () => {
    const flow = buildFlow(
      '  - { id: day, ask: date, text: "Day?" }\n  - { id: name, ask: text, text: "Name?" }',
      'id: t\ntitle: T\nlanguage: en\nstart: { default: true }',
    );
    talk(flow, '> hi\n< Day?\n> next friday\n< Noted: Friday, 13 March\n\nName?', { language: 'en' });
  });
});

describe('a question for a time', () => {
  const clock = buildFlow(
    '  - { id: at, ask: time, text: "Время?", min: "09:00", max: "18:00" }\n  - { id: name, ask: text, text: "Имя?" }',
  );

  it('says back what was not typed, and keeps to its hours', () => {
    talk(clock, '> привет\n< Время?\n> полтретьего\n< Записал: 14:30\n\nИмя?');
    talk(clock, '> привет\n< Время?\n> 15:30\n< Имя?\n> Анна\n< …', { end: { answers: { at: '15:30' } } });
    talk(clock, '> привет\n< Время?\n> 20:00\n< Слишком поздно: нужно не позже 18:00.…\n> завтра в 10\n< …только время…');
  });
});

describe('a question for a day and an hour', () => {
  it('keeps an instant in UTC and shows it by the clock of the contact', () => {
    talk(
      visit(', future: true'),
      `
      > привет
      < Когда?
      > в пятницу вечером
      < Записал: пятница, 6 марта, 19:00

      Имя?
      > Анна
      < Ждём 6 марта 2026, 19:00, 6 марта`,
      { end: { answers: { at: '2026-03-06T16:00:00.000Z' } } },
    );
  });

  it('asks for the hour of a day, and takes another day instead', () => {
    talk(
      visit(),
      '> привет\n< Когда?\n> завтра\n< Вторник, 3 марта. Во сколько?\n> в три\n< Записал: вторник, 3 марта, 15:00\n\nИмя?',
    );
    talk(
      visit(),
      '> привет\n< Когда?\n> завтра\n< …Во сколько?\n> лучше в среду в 10:30\n< Записал: среда, 4 марта, 10:30\n\nИмя?',
    );
    talk(
      visit(),
      '> привет\n< Когда?\n> завтра\n< …Во сколько?\n> не знаю\n< Не вижу дня и времени.…\n> 11\n< Записал: вторник, 3 марта, 11:00…',
    );
  });

  it('forgets the day with the question', () => {
    const flow = buildFlow(`
      - { id: name, ask: text, text: "Имя?" }
      - { id: at, ask: datetime, text: "Когда?" }`);
    talk(
      flow,
      '> привет\n< Имя?\n> Анна\n< Когда?\n> завтра\n< …Во сколько?\n> назад\n< Имя?\n> Пётр\n< Когда?\n> в 15\n< Записал: понедельник, 2 марта, 15:00',
    );
  });

  it('refuses what has passed and a day that is too far', () => {
    talk(
      visit(', future: true, max: +7d'),
      '> привет\n< Когда?\n> сегодня в 11:00\n< Это уже прошло.…\n> 20 марта\n< …не позже 9 марта 2026.…',
    );
  });
});

it('a bound that cannot be read is told to the author', () => {
  const flow =
    'id: t\ntitle: T\nsteps:\n  - { id: a, ask: date, text: "?", min: soon }\n  - { id: b, ask: time, text: "?", min: "18:00", max: "9:00" }\n  - { id: c, ask: date, text: "?", min: 2026-05-02, max: 2026-05-01 }';
  const parsed = parseFlow(flow, { file: 't.yaml', consents });
  expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(['steps.0.min', 'steps.1.max', 'steps.2.min']);
});
