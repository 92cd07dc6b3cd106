import { describe, expect, it } from 'vitest';
import { answersOf, converse, createLibrary, type Effect, type Position, revisionsOf } from '../../src/flow/index.ts';
import { buildFacts, buildFlow, talk } from '../support/flow.ts';

const address = buildFlow(
  `
  - { id: city, ask: text, text: "Город?" }
  - { id: street, ask: text, text: "Улица?" }`,
  'id: address\ntitle: Адрес',
);
const order = buildFlow(`
  - { id: what, ask: text, text: "Что привезти?" }
  - { id: to, call: address }
  - { id: check, ask: confirm, text: "{{answers.what}}, {{answers.to.city}}, {{answers.to.street}}?", edit: true }
  - say: "Едем в {{answers.to.city}}"`);
const flows = [order, address];

describe('a called flow', () => {
  it('asks its questions and gives its answers to the caller', () => {
    talk(
      flows,
      `
      > /start
      < Что привезти?
      > пиццу
      < Город?
      > Тверь
      < Улица?
      > Мира
      < пиццу, Тверь, Мира?
      > да
      < Едем в Тверь`,
      { end: { outcome: 'finished', answers: { what: 'пиццу', 'to.city': 'Тверь', 'to.street': 'Мира' } } },
    );
  });

  it('lets people go back in it, out of it, and into it', () => {
    talk(
      flows,
      `
      > /start
      < Что привезти?
      > пиццу
      < Город?
      > назад
      < Что привезти?
      > суп
      < Город?
      > Тверь
      < Улица?
      > назад
      < Город?
      > Псков
      < Улица?
      > Мира
      < суп, Псков, Мира?
      > назад
      < Улица?
      > Ленина
      < суп, Псков, Ленина?`,
      { end: { waits: 'check' } },
    );
  });

  it('has its answers changed from the summary of the caller, which comes again', () => {
    talk(
      flows,
      `
      > /start
      < Что привезти?
      > суп
      < Город?
      > Тверь
      < Улица?
      > Мира
      < суп, Тверь, Мира?
      [Всё верно] [Исправить]
      > [Исправить]
      < Что исправить?
      [Что привезти?]
      [Город?]
      [Улица?]
      > [Город?]
      < Сейчас: Тверь

      Город?
      > Псков
      < суп, Псков, Мира?
      > [Исправить]
      < Что исправить?
      > [Улица?]
      < Сейчас: Мира

      Улица?
      > назад
      < суп, Псков, Мира?
      > да
      < Едем в Псков`,
    );
  });

  it('knows stop, menu and operator', () => {
    talk(
      flows,
      `
      > /start
      < Что привезти?
      > суп
      < Город?
      > оператор
      < Зову оператора, он ответит здесь.
      > (given back)
      < Я снова на связи.

      Город?
      > стоп
      < Остановились…`,
      { end: { outcome: 'stopped', answers: { what: 'суп' } } },
    );
  });

  it('may have a summary of its own', () => {
    const inner = buildFlow(
      `
      - { id: a, ask: text, text: "А?" }
      - { id: sure, ask: confirm, text: "{{answers.a}}?", edit: true }`,
      'id: inner\ntitle: Inner',
    );
    const outer = buildFlow(`
      - { id: first, ask: text, text: "Начало?" }
      - { id: in, call: inner }
      - { id: last, ask: text, text: "Конец?" }`);
    talk(
      [outer, inner],
      `
      > /start
      < Начало?
      > 0
      < А?
      > 1
      < 1?
      > [Исправить]
      < Что исправить?
      [А?]
      > [А?]
      < Сейчас: 1

      А?
      > 2
      < 2?
      > да
      < Конец?
      > назад
      < 2?
      > да
      < Конец?
      > 3
      < Готово, спасибо!`,
      { end: { answers: { first: '0', 'in.a': '2', last: '3' } } },
    );
  });

  it('does its actions once, also when somebody goes back out of it', () => {
    const inner = buildFlow(
      `
      - { id: mark, do: [{ score: 5 }] }
      - { id: a, ask: text, text: "А?" }`,
      'id: inner\ntitle: Inner',
    );
    const outer = buildFlow(`
      - { id: first, ask: text, text: "Начало?" }
      - { id: in, call: inner }`);
    talk(
      [outer, inner],
      `
      > /start
      < Начало?
      > 0
      < А?
      > назад
      < Начало?
      > 1
      < А?
      > 2
      < Готово, спасибо!`,
      { end: { score: 5 } },
    );
  });

  it('that is not there is passed over, and the managers are told', () => {
    talk(
      [order],
      `
      > /start
      < Что привезти?
      > суп
      < суп, —, —?`,
      { end: { notified: ['managers: Сценарий «Проба», шаг «to»: сценария «address» нет, клиент пошёл дальше без него.'] } },
    );
  });

  it('that disappears while it asks is left, and the caller goes on', () => {
    const begun = run(flows, undefined, '/start');
    const asked = run(flows, begun.position, 'суп');
    const after = run([order], asked.position, 'Тверь');
    expect(said(after.effects)).toEqual(['Продолжим.\n\nсуп, —, —?']);
    expect(after.effects.some(({ kind }) => kind === 'notify')).toBe(true);
  });

  it('is pinned to the revision with which it was entered', () => {
    const changed = { ...address, revision: 'new', steps: [] };
    const begun = run(flows, undefined, '/start');
    const asked = run(flows, begun.position, 'суп');
    expect(revisionsOf(asked.position as Position)).toEqual([order.revision, address.revision]);
    const library = createLibrary([order, changed], revision => (revision === address.revision ? address : undefined));
    const next = converse(library, asked.position, { kind: 'text', text: 'Тверь' }, buildFacts());
    expect(said(next.effects)).toEqual(['Улица?']);
    expect(answersOf(next.position as Position).map(({ step }) => step)).toEqual(['what', 'to.city']);
  });

  it('needs its revision after it is done, to be gone back into', () => {
    const begun = { attempts: 0, language: 'ru' as const, startedAt: '2026-03-02T09:00:00.000Z' };
    const pinned = { flow: 'order', revision: 'order-1', run: 'run-1', step: 'thanks', ...begun };
    const called = { flow: 'address', revision: 'address-1', trail: ['city'], answers: [] };
    const given = { step: 'to', value: '', text: '', at: '2026-03-02T09:00:00.000Z', called };
    expect(revisionsOf({ ...pinned, trail: ['to'], answers: [given] })).toEqual(['order-1', 'address-1']);
  });

  it('is looked for in a position as it was stored before there were calls', () => {
    const stored = JSON.parse('{"flow":"order","revision":"order-1","run":"run-1","step":"what","trail":[],"answers":{}}');
    expect(revisionsOf(stored)).toEqual(['order-1']);
  });

  it('cannot call itself, nor stand more than five deep', () => {
    const self = buildFlow('  - { id: again, call: test }\n  - say: "Вышли"');
    talk(self, '> /start\n< Вышли');
    const deep = [1, 2, 3, 4, 5, 6, 7].map(n =>
      buildFlow(
        `  - { id: next, call: f${n + 1} }\n  - { id: q, ask: text, text: "Вопрос ${n}?" }`,
        `id: f${n}\ntitle: F${n}\nstart: { default: ${n === 1}, commands: [f${n}] }`,
      ),
    );
    talk(deep, '> /f1\n< Вопрос 5?\n> а\n< Вопрос 4?\n> б\n< Вопрос 3?\n> назад\n< Вопрос 4?\n> назад\n< Вопрос 5?');
  });

  it('leaves its facts under its own name and revision', () => {
    const begun = run(flows, undefined, '/start');
    const asked = run(flows, begun.position, 'суп');
    const facts = asked.effects.flatMap(effect =>
      effect.kind === 'fact' ? [`${effect.flow} ${effect.step} ${effect.what}`] : [],
    );
    expect(facts).toEqual(['test what answered', 'address city shown']);
    const stopped = run(flows, asked.position, 'стоп');
    expect(stopped.effects).toContainEqual(expect.objectContaining({ flow: 'address', step: 'city', what: 'left' }));
    expect(stopped.effects).toContainEqual(
      expect.objectContaining({ kind: 'run', run: expect.objectContaining({ flow: 'test' }) }),
    );
  });
});

function run(library: typeof flows, position: Position | undefined, text: string) {
  const event = text === '/start' ? { kind: 'start' as const } : { kind: 'text' as const, text };
  const result = converse(createLibrary(library), position, event, buildFacts());
  return { position: result.position && (JSON.parse(JSON.stringify(result.position)) as Position), effects: result.effects };
}

function said(effects: Effect[]): string[] {
  return effects.flatMap(effect => (effect.kind === 'say' ? [effect.message.text] : []));
}
