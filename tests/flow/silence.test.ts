import { describe, expect, it } from 'vitest';
import { converse, createLibrary, type FlowEvent, type Position } from '../../src/flow/index.ts';
import { buildFacts, buildFlow, talk } from '../support/flow.ts';

const head = (more: string) => `id: test\ntitle: Проба\nstart: { default: true, commands: [start] }\n${more}`;
const steps = `
  - { id: name, ask: text, text: "Имя?" }
  - { id: room, ask: choice, text: "Комната?", options: [{ value: a, label: "Кухня" }, { value: b, label: "Ванная" }] }`;
const nudges = 'nudges: [{ after: 1h, text: "Продолжим?" }, { after: 1d, text: "Мы всё сохранили." }]';

// The dialogues begin on Monday 2 March 2026 at noon in Moscow.
describe('nudges', () => {
  it('come once each in a silence, with the question and its buttons', () => {
    talk(
      buildFlow(steps, head(nudges)),
      `
      > /start
      < Имя?
      > Анна
      < Комната?
      ~ 59m
      < (nothing)
      ~ 1m
      < Продолжим?

      Комната?
      [Кухня]
      [Ванная]
      [Назад]
      ~ 22h
      < (nothing)
      ~ 1h
      < Мы всё сохранили.

      Комната?
      ~ 60d
      < (nothing)
      > кухня
      < Готово, спасибо!
      ~ 60d
      < (nothing)`,
    );
  });

  it('begin anew when the customer has said something', () => {
    talk(
      buildFlow(steps, head(nudges)),
      `
      > /start
      < Имя?
      ~ 1h
      < Продолжим?

      Имя?
      > Анна
      < Комната?
      ~ 1h
      < Продолжим?…`,
    );
  });

  it('wait for the morning', () => {
    talk(buildFlow(steps, head('nudges: [{ after: 10h, text: "Эй!" }]')), '> /start\n< Имя?\n~ 20h\n< (nothing)\n~ 1h\n< Эй!…');
  });

  it('keep still while people speak, and after they have given back begin anew', () => {
    talk(
      buildFlow(steps, head(nudges)),
      `
      > /start
      < Имя?
      > оператор
      < Зову оператора…
      ~ 2h
      < (nothing)
      > (given back)
      < Я снова на связи.

      Имя?
      ~ 1h
      < Продолжим?…`,
    );
    const library = createLibrary([buildFlow(steps, head(nudges))]);
    const asked = converse(library, undefined, { kind: 'start' }, buildFacts());
    expect(asked.position?.wakeAt).toBe('2026-03-02T10:00:00.000Z');
    const held = converse(library, asked.position, { kind: 'text', text: 'оператор' }, buildFacts());
    expect(held.position?.wakeAt).toBeUndefined();
  });

  it('missed while the program was down are one, the latest', () => {
    const library = createLibrary([buildFlow(steps, head(nudges))]);
    const { position } = converse(library, undefined, { kind: 'start' }, buildFacts());
    const late = buildFacts({ now: new Date('2026-03-05T09:00:00Z') });
    const woken = converse(library, position, { kind: 'tick' }, late);
    expect(woken.effects.map(effect => effect.kind === 'say' && effect.message.text)).toEqual(['Мы всё сохранили.\n\nИмя?']);
    expect(woken.position?.wakeAt).toBeUndefined();
    expect(converse(library, woken.position, { kind: 'tick' }, late).effects).toEqual([]);
  });

  it('are those of the flow that called, where the called one has none', () => {
    const inner = buildFlow('  - { id: q, ask: text, text: "Внутри?" }', 'id: inner\ntitle: Внутри');
    const outer = buildFlow('  - { id: in, call: inner }', head(nudges));
    talk([outer, inner], '> /start\n< Внутри?\n~ 1h\n< Продолжим?…');
  });
});

describe('an expiry', () => {
  it('ends the run in silence, and the next message is answered like any other', () => {
    talk(
      buildFlow(steps, head('expire: 14d')),
      `
      > /start
      < Имя?
      > Анна
      < Комната?
      ~ 14d
      < (nothing)
      > кухня
      < Не уверен, что понял. Чем помочь?`,
      { end: { outcome: 'expired', answers: { name: 'Анна' } } },
    );
  });

  it('says what the author wants to be said, not at night', () => {
    const flow = buildFlow(steps, head('expire: { after: 10h, say: "Ответы сохранили, пишите в любое время." }'));
    talk(flow, '> /start\n< Имя?\n~ 20h\n< (nothing)\n~ 1h\n< Ответы сохранили, пишите в любое время.', {
      end: { outcome: 'expired' },
    });
  });

  it('leaves a fact at the question that waited', () => {
    const library = createLibrary([buildFlow(steps, head('expire: 1d'))]);
    const { position } = converse(library, undefined, { kind: 'start' }, buildFacts());
    const { effects } = converse(library, position, { kind: 'tick' }, buildFacts({ now: new Date('2026-03-03T09:00:00Z') }));
    expect(effects).toMatchObject([
      { kind: 'run', run: { outcome: 'expired' } },
      { kind: 'fact', step: 'name', what: 'left' },
    ]);
  });
});

describe('who comes back', () => {
  const again = (how: string) => buildFlow(steps, head(`again: ${how}`));

  it('begins anew by default', () => {
    talk(again('restart'), '> /start\n< Имя?\n> А\n< Комната?\n> стоп\n< …\n> /start\n< Имя?');
  });

  it('goes on with what is not answered yet where the flow says resume', () => {
    talk(
      again('resume'),
      `
      > /start
      < Имя?
      > Анна
      < Комната?
      > стоп
      < …
      > /start
      < Продолжим.

      Комната?
      > назад
      < Имя?
      > Яна
      < Комната?
      > кухня
      < Готово, спасибо!`,
      { end: { answers: { name: 'Яна', room: 'a' }, outcome: 'finished' } },
    );
  });

  it('does nothing twice where the flow says resume', () => {
    const flow = buildFlow(
      `  - { id: a, ask: text, text: "А?" }\n  - do: [{ score: 5 }]\n  - { id: b, ask: text, text: "Б?" }`,
      head('again: resume'),
    );
    talk(flow, '> /start\n< А?\n> 1\n< Б?\n> стоп\n< …\n> /start\n< Продолжим.\n\nБ?', { end: { score: 5 } });
  });

  it('hears that all is answered where the flow says ignore', () => {
    talk(again('ignore'), '> /start\n< Вы уже ответили: «Проба»…', { finished: { test: 'finished' } });
  });
});

describe('what is recorded of a question', () => {
  const flow = buildFlow(`
    - { id: age, ask: number, text: "Возраст?", skip: "Не скажу" }
    - { id: name, ask: text, text: "Имя?" }
    - { id: agreed, ask: consent, kind: personal-data, text: "Можно?", declined: { next: end } }`);
  const library = createLibrary([flow]);

  /** The facts of each event in turn. */
  function facts(...texts: string[]): string[][] {
    let position: Position | undefined;
    return texts.map(text => {
      const event: FlowEvent = text === '/start' ? { kind: 'start' } : { kind: 'text', text };
      const result = converse(library, position, event, buildFacts());
      position = result.position;
      return result.effects.flatMap(effect =>
        effect.kind === 'fact' ? [`${effect.step} ${effect.what}${effect.text === undefined ? '' : `: ${effect.text}`}`] : [],
      );
    });
  }

  it('is that it was shown, refused with the words, skipped, gone back to, answered and left', () => {
    expect(facts('/start', 'много', 'пропустить', 'назад', '30', 'стоп')).toEqual([
      ['age shown'],
      ['age invalid: много'],
      ['age skipped', 'name shown'],
      ['name back', 'age shown'],
      ['age answered', 'name shown'],
      ['name left'],
    ]);
  });

  it('is an answer where somebody declines', () => {
    expect(facts('/start', '30', 'А', 'нет').at(-1)).toEqual(['agreed answered']);
  });
});
