import { describe, expect, it } from 'vitest';
import { converse, createLibrary, type Position } from '../../src/flow/index.ts';
import { buildFacts, buildFlow, talk } from '../support/flow.ts';

// The dialogues begin on Monday 2 March 2026 at noon in Moscow.
describe('a wait', () => {
  const pause = (wait: string) =>
    buildFlow(`
    - { id: name, ask: text, text: "Имя?" }
    - { id: pause, wait: ${wait} }
    - say: "Пора, {{answers.name}}"`);

  it('goes on when its time has come, and not before', () => {
    talk(
      pause('2h'),
      `
      > /start
      < Имя?
      > Анна
      < Продолжим здесь же: 14:00.
      ~ 1h
      < (nothing)
      ~ 1h
      < Пора, Анна
      ~ 5d
      < (nothing)`,
      { end: { outcome: 'finished' } },
    );
  });

  it('until a time of day is until the next such time of the contact', () => {
    talk(pause('{ until: "10:00" }'), '> /start\n< Имя?\n> А\n< …завтра в 10:00.\n~ 21h\n< (nothing)\n~ 1h\n< Пора, А');
    talk(pause('{ until: "13:30" }'), '> /start\n< Имя?\n> А\n< …: 13:30.\n~ 2h\n< Пора, А');
    talk(pause('{ until: "13:30" }'), '> /start\n< Имя?\n> А\n< …завтра в 13:30.\n~ 18h\n< (nothing)', {
      timeZone: 'Asia/Vladivostok',
    });
  });

  it('wakes nobody between nine in the evening and nine in the morning', () => {
    talk(pause('10h'), '> /start\n< Имя?\n> А\n< …завтра в 09:00.\n~ 20h\n< (nothing)\n~ 1h\n< Пора, А');
    talk(pause('9h'), '> /start\n< Имя?\n> А\n< …завтра в 09:00.');
    talk(pause('8h'), '> /start\n< Имя?\n> А\n< …20:00.\n~ 8h\n< Пора, А');
    talk(pause('{ until: "07:00" }'), '> /start\n< Имя?\n> А\n< …завтра в 09:00.');
  });

  it('until a date on the card, less a day, keeps the time of day', () => {
    const flow = pause('{ until: contact.fields.visit - 1d }');
    const card = (visit: unknown) => ({ contact: { fields: { visit } } });
    talk(flow, '> /start\n< Имя?\n> А\n< …4 марта в 15:00.\n~ 2d\n< (nothing)\n~ 3h\n< Пора, А', card('2026-03-05T12:00:00Z'));
    talk(flow, '> /start\n< Имя?\n> А\n< …9 марта в 09:00.', card('2026-03-10'));
  });

  it('that is over before it begins holds nobody, and may lead elsewhere', () => {
    const card = { contact: { fields: { visit: '2026-03-02T15:00:00Z' } } };
    talk(pause('{ until: contact.fields.visit - 1d }'), '> /start\n< Имя?\n> А\n< Пора, А', card);
    const flow = buildFlow(`
      - { id: pause, wait: { until: contact.fields.visit - 1d, missed: late } }
      - { say: "Напоминаю", next: end }
      - { id: late, say: "До встречи" }`);
    talk(flow, '> /start\n< До встречи', card);
    talk(flow, '> /start\n< До встречи');
  });

  it('is not lost when the customer writes meanwhile', () => {
    talk(
      pause('1d'),
      `
      > /start
      < Имя?
      > Анна
      < Продолжим здесь же: завтра в 12:00.
      > а сколько стоит?
      < Продолжим здесь же: завтра в 12:00.
      [Позвать оператора]
      > [Позвать оператора]
      < Зову оператора, он ответит здесь.
      ~ 2d
      < (nothing)
      > (given back)
      < (nothing)
      ~ 1m
      < Пора, Анна`,
    );
  });

  it('goes on after another flow that was begun meanwhile, and says what it has to say in the middle of it', () => {
    const price = buildFlow(
      `
      - { id: area, ask: number, text: "Метры?" }
      - { id: floor, ask: number, text: "Этаж?" }`,
      'id: price\ntitle: Цена\nstart: { keywords: [цена] }',
    );
    const library = [pause('1h'), price];
    talk(
      library,
      `
      > /start
      < Имя?
      > Анна
      < …13:00.
      > какая цена?
      < Метры?
      > 40
      < Этаж?
      > 2
      < Готово, спасибо!
      ~ 1h
      < Пора, Анна`,
    );
    talk(
      library,
      `
      > /start
      < Имя?
      > Анна
      < …13:00.
      > цена
      < Метры?
      ~ 1h
      < Пора, Анна
      > 40
      < Этаж?`,
      { end: { waits: 'floor' } },
    );
    talk(library, '> /start\n< Имя?\n> Анна\n< …\n> цена\n< Метры?\n> стоп\n< Остановились…\n~ 2d\n< (nothing)');
  });

  it('that comes to a question leaves the other one in peace for an hour', () => {
    const remind = buildFlow(`
      - { id: pause, wait: 30m }
      - { id: come, ask: confirm, text: "Придёте?" }`);
    const price = buildFlow(
      `
      - { id: area, ask: number, text: "Метры?" }
      - { id: floor, ask: number, text: "Этаж?" }`,
      'id: price\ntitle: Цена\nstart: { keywords: [цена] }',
    );
    talk(
      [remind, price],
      `
      > /start
      < …12:30.
      > цена
      < Метры?
      ~ 59m
      < (nothing)
      > 40
      < Этаж?
      ~ 59m
      < (nothing)
      ~ 1m
      < Придёте?
      > да
      < Готово, спасибо!`,
      { end: { outcome: 'finished' } },
    );
  });
});

it('a tick before the time, and one too many, change nothing', () => {
  const flow = buildFlow('  - { id: pause, wait: 2h }\n  - { id: q, ask: text, text: "Ну?" }');
  const library = createLibrary([flow]);
  const { position } = converse(library, undefined, { kind: 'start' }, buildFacts());
  const before = JSON.stringify(position);
  const early = converse(library, position, { kind: 'tick' }, buildFacts({ now: new Date('2026-03-02T10:59:59Z') }));
  expect(early).toEqual({ position: JSON.parse(before), effects: [] });
  const due = buildFacts({ now: new Date('2026-03-02T11:00:00Z') });
  const woken = converse(library, position, { kind: 'tick' }, due);
  expect(woken.position).toMatchObject({ step: 'q' });
  expect(converse(library, woken.position, { kind: 'tick' }, due)).toEqual({ position: woken.position, effects: [] });
  expect(converse(library, undefined, { kind: 'tick' }, due)).toEqual({ effects: [] });
});

it('a program that slept until the night lets people sleep', () => {
  const flow = buildFlow('  - { id: pause, wait: 2h }\n  - say: "Пора"');
  const library = createLibrary([flow]);
  const { position } = converse(library, undefined, { kind: 'start' }, buildFacts());
  const night = converse(library, position, { kind: 'tick' }, buildFacts({ now: new Date('2026-03-02T20:00:00Z') }));
  expect(night.effects).toEqual([]);
  expect((night.position as Position).wakeAt).toBe('2026-03-03T06:00:00.000Z');
});
