import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CompiledFlow, converse, createLibrary, type FlowEvent, type Position } from '../../src/flow/index.ts';
import { buildFacts, buildFlow } from '../support/flow.ts';

const everything = buildFlow(`
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
  - { id: people, handoff: sales, next: mark }`);
const short = buildFlow(
  `
  - { id: one, ask: text, text: "Раз?" }`,
  'id: short\ntitle: Короткий\nstart: { commands: [short], keywords: [короткий], links: [s] }',
);
const library = createLibrary([everything, short]);

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

it('whatever happens in whatever order is answered, and leaves a position that can go on', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 60 }), sequence => {
      let position: Position | undefined;
      let lastPress: string | undefined;
      const shown: string[] = [];
      for (const [at, one] of sequence.entries()) {
        const event: FlowEvent =
          'shown' in one
            ? { kind: 'press', data: shown[shown.length - 1 - (one.shown % Math.max(1, shown.length))] ?? 'x' }
            : one;
        const before = JSON.stringify(position);
        const facts = buildFacts({
          isNew: at === 0,
          newRunId: `run-${at}`,
          seed: at,
          ...(lastPress !== undefined && { lastPress }),
        });
        const doubled = event.kind === 'press' && event.data === (position ? position.lastPress : lastPress);
        const result = converse(library, position, event, facts);
        expect(JSON.stringify(position)).toBe(before);
        const said = result.effects.flatMap(effect => (effect.kind === 'say' ? [effect.message] : []));
        if (doubled) expect(result.effects).toEqual([]);
        else if (event.kind !== 'resume' || position) expect(said.length).toBeGreaterThan(0);
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
  expect(step?.question !== undefined || step?.key === 'handoff').toBe(true);
}
