import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CompiledFlow, converse, createLibrary, type FlowEvent, type Position } from '../../src/flow/index.ts';
import { buildFacts, buildFlow } from '../support/flow.ts';

const everything = buildFlow(
  `
  - { id: hello, say: "Привет, {{contact.firstName | default: 'друг'}}", buttons: [{ label: "Отзыв", flow: short }] }
  - { id: ok, ask: consent, kind: personal-data, text: "Можно?", declined: { next: name } }
  - { id: name, ask: text, text: "Имя?", max: 30 }
  - { id: ok2, ask: consent, kind: personal-data, text: "А сохранить?" }
  - { id: phone, ask: phone, text: "Телефон?", share: "Мой номер", save: contact.phone, skip: true }
  - { id: mail, ask: email, text: "Почта?", save: contact.email, skip: "Нет почты" }
  - { id: area, ask: number, text: "Метры?", attempts: { max: 2, next: rooms } }
  - { id: day, ask: date, text: "День?", future: true, skip: true }
  - { id: visit, ask: datetime, text: "Когда?", skip: true }
  - { id: plan, ask: file, text: "План?", count: 3, skip: true }
  - { id: where, ask: location, text: "Где?", save: contact.city, skip: true }
  - { id: rooms, ask: choice, text: "Комнаты?", multiple: { max: 2 }, other: "Другое", options: [{ value: a, label: "А", tags: [а] }, { value: b, label: "Б", score: 3 }] }
  - { id: kind, ask: choice, text: "Вид?", options: [{ value: 1, label: "Один", next: people }, { value: 2, label: "Два" }, { value: 3, label: "Снова", next: rooms }] }
  - { id: count, set: { answers.sum: "answers.area * 2", contact.fields.sum: answers.sum } }
  - { id: act, do: [{ tag: готово }, { score: 5 }, { notify: managers, text: "{{answers.name}}" }] }
  - { id: mark, ask: rating, text: "Оценка?", scale: 10 }
  - { id: check, ask: confirm, text: "{{answers.name}}, {{answers.sum}}?", edit: true }
  - { id: way, when: [{ if: { field: answers.mark, op: gte, value: 8 }, next: end }] }
  - { id: people, handoff: sales, next: pause }
  - { id: pause, wait: 2h }
  - { id: inner, call: short }
  - { id: soon, wait: { until: contact.fields.visit - 1d, missed: again } }
  - { id: again, ask: choice, text: "Ещё?", options: [{ value: y, label: "Ещё", next: mark }, { value: s, label: "Сменить", next: other }, { value: n, label: "Всё", next: end }] }
  - { id: other, do: [{ deal: { title: "{{answers.inner.one}}" } }, { start: silent }] }`,
  `id: test
title: Проба
start: { default: true, commands: [start] }
nudges: [{ after: 30m, text: "Ау" }, { after: 5h, text: "Ау-ау" }]
expire: { after: 9d, say: "Пока" }
again: resume`,
);
const short = buildFlow(
  `
  - { id: one, ask: text, text: "Раз?" }`,
  'id: short\ntitle: Короткий\nstart: { commands: [short], keywords: [короткий], links: [s] }',
);
const silent = buildFlow(
  '  - { id: nap, wait: 3d }\n  - { id: deep, call: short }\n  - { id: more, ask: text, text: "А?" }',
  'id: silent\ntitle: Тихий\nstart: { keywords: [тихо] }',
);
const library = createLibrary([everything, short, silent]);

const texts = [
  'Анна',
  'да',
  'нет',
  'назад',
  'пропустить',
  'стоп',
  'меню',
  'повтори',
  'оператор',
  '42',
  '1',
  '10',
  'anna@gmial.com',
  'завтра',
  'в 15:30',
  'в пятницу вечером',
  'сорок два',
  'Тверь, Лесная, 5',
  '8 999 123-45-67',
  'Один',
  'Снова',
  '1, 2',
  'готово',
  'исправить',
  'короткий',
  'тихо',
  'English',
  'по-русски',
  '/short',
  '/start s-x',
  '/foo',
  '',
  ' ',
  '*_`',
  '{{name}}',
  '😀',
];
const events = fc.oneof(
  { weight: 6, arbitrary: fc.nat(200).map(at => ({ shown: at })) },
  { weight: 4, arbitrary: fc.constantFrom(...texts).map((text): FlowEvent => ({ kind: 'text', text })) },
  fc.string({ maxLength: 80 }).map((text): FlowEvent => ({ kind: 'text', text })),
  fc.string({ maxLength: 80 }).map((data): FlowEvent => ({ kind: 'press', data })),
  { weight: 3, arbitrary: fc.constantFrom(1, 60, 600, 5000, 20_000).map(minutes => ({ minutes })) },
  fc.constantFrom<FlowEvent>(
    { kind: 'start' },
    { kind: 'start', link: 'promo' },
    { kind: 'start', link: '\u0000__proto__' },
    { kind: 'contact', phone: '79991234567', own: true },
    { kind: 'contact', phone: '79991234567', own: false },
    { kind: 'contact', phone: '', own: true },
    { kind: 'location', latitude: 0, longitude: 0 },
    { kind: 'media', files: [{ id: '1', kind: 'photo' }] },
    { kind: 'other' },
    { kind: 'resume' },
    { kind: 'press', data: 'f:restart' },
    { kind: 'press', data: 'f:start:__proto__' },
    { kind: 'press', data: 'q:constructor:x:yes' },
  ),
);

/** Where a sequence begins: nowhere, or far down, where chance seldom comes. */
const beginnings = fc.constantFrom(undefined, 'ok2', 'area', 'kind', 'people', 'again');

function positionAt(step: string): Position {
  return {
    ...{ run: 'run', flow: everything.id, revision: everything.revision, step, answers: [], attempts: 0, trail: [] },
    ...{ language: 'ru', startedAt: '2026-03-02T09:00:00.000Z' },
  };
}

it('whatever happens in whatever order is answered, and leaves a position that can go on', () => {
  fc.assert(
    fc.property(beginnings, fc.array(events, { maxLength: 60 }), (beginning, sequence) => {
      let position: Position | undefined = beginning && positionAt(beginning);
      let lastPress: string | undefined;
      const shown: string[] = [];
      let now = Date.parse('2026-03-02T09:00:00Z');
      for (const [at, one] of sequence.entries()) {
        if ('minutes' in one) now += one.minutes * 60_000;
        const event: FlowEvent =
          'minutes' in one
            ? { kind: 'tick' }
            : 'shown' in one
              ? { kind: 'press', data: shown[shown.length - 1 - (one.shown % Math.max(1, shown.length))] ?? 'x' }
              : one;
        const before = JSON.stringify(position);
        const facts = buildFacts({
          now: new Date(now),
          isNew: at === 0 && beginning === undefined,
          newRunId: `run-${at}`,
          seed: at,
          ...(lastPress !== undefined && { lastPress }),
        });
        const doubled = event.kind === 'press' && event.data === (position ? position.lastPress : lastPress);
        const result = converse(library, position, event, facts);
        expect(JSON.stringify(position)).toBe(before);
        const said = result.effects.flatMap(effect => (effect.kind === 'say' ? [effect.message] : []));
        if (doubled) expect(result.effects).toEqual([]);
        else if (event.kind !== 'tick' && event.kind !== 'resume') expect(said.length).toBeGreaterThan(0);
        if (event.kind === 'tick') expectQuiet(now, position, said.length);
        for (const { text, buttons = [], removeKeyboard } of said) {
          expect(text.trim()).not.toBe('');
          if (removeKeyboard) expect(buttons).toEqual([]);
          for (const { action } of buttons.flat()) {
            if (action.kind !== 'press') continue;
            expect(Buffer.byteLength(action.data)).toBeLessThanOrEqual(64);
            shown.push(action.data);
          }
        }
        expect(
          result.effects.filter(effect => effect.kind === 'say' && effect.question !== undefined).length,
        ).toBeLessThanOrEqual(1);
        ({ position, lastPress } = JSON.parse(JSON.stringify(result)));
        if (position) expectValid(position);
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);

function expectValid(position: Position): void {
  const flow: CompiledFlow | undefined = library.byRevision(position.revision);
  const step = flow?.steps.find(({ id }) => id === position.step);
  expect(step?.question !== undefined || step?.key === 'handoff' || step?.key === 'wait').toBe(true);
  expect(position.waitUntil !== undefined).toBe(step?.key === 'wait');
  if (position.waitUntil !== undefined) expect(position.wakeAt).toBeDefined();
  expect((position.callers ?? []).length).toBeLessThan(5);
  for (const parked of position.parked ?? []) expect(parked.waitUntil).toBeDefined();
}

/** Before its time a tick says nothing, and in quiet hours (Moscow is three hours ahead) never. */
function expectQuiet(now: number, position: Position | undefined, said: number): void {
  const hour = new Date(now + 3 * 3_600_000).getUTCHours();
  const early = position?.wakeAt === undefined || now < Date.parse(position.wakeAt);
  if (early || hour < 9 || hour >= 21) expect(said).toBe(0);
}
