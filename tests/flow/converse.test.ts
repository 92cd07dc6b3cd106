import { describe, expect, it } from 'vitest';
import { converse, createLibrary, step } from '../../src/flow/index.ts';
import { buildFacts, buildFlow, talk } from '../support/flow.ts';

const two = buildFlow(`
  - { id: name, ask: text, text: "Имя?" }
  - { id: room, ask: choice, text: "Комната?", options: [{ value: a, label: "Кухня" }, { value: b, label: "Ванная" }] }
  - say: "Спасибо, {{answers.name}}: {{answers.room}}"
  - end`);

const other = buildFlow(
  `
  - { id: mark, ask: rating, text: "Оценка?" }
  - end`,
  'id: other\ntitle: Отзыв\nstart: { commands: [otzyv], keywords: ["оставить отзыв"], links: [promo] }',
);

describe('a question', () => {
  it('takes the label of a button typed in any way, and its number', () => {
    talk(
      two,
      `
      > привет
      < Имя?
      > Анна
      < Комната?
      [Кухня]
      [Ванная]
      [Назад]
      > ВАННАЯ!
      < Спасибо, Анна: Ванная`,
    );
    talk(
      two,
      `
      > привет
      < Имя?
      > Анна
      < Комната?
      > 1
      < Спасибо, Анна: Кухня`,
    );
  });

  it('keeps its words for answers when they stand inside a longer text', () => {
    talk(
      two,
      `
      > привет
      < Имя?
      > Назад в будущее
      < Комната?
      > [Кухня]
      < Спасибо, Назад в будущее: Кухня`,
    );
  });

  it('says what it expects when something else comes, and does not count it', () => {
    const result = talk(
      two,
      `
      > привет
      < Имя?
      > (photo: мой дом)
      < Здесь нужен ответ текстом.

      Имя?
      > (sticker)
      < Здесь нужен ответ текстом.

      Имя?
      > (voice)
      < Здесь нужен ответ текстом.

      Имя?
      > (location 55.75, 37.61)
      < Здесь нужен ответ текстом.

      Имя?`,
      { end: { waits: 'name' } },
    );
    expect(result).not.toContain('оператора');
  });

  it('sends to an operator after three wrong answers, and comes back to itself', () => {
    talk(
      two,
      `
      > привет
      < Имя?
      > Анна
      < Комната?
      > что?
      < Такого варианта нет. Выберите кнопкой или пришлите номер варианта.

      Комната?
      > 7
      < …Комната?
      > балкон
      < Не получается понять ответ. Зову оператора, он поможет прямо здесь.
      > алло
      < (nothing)
      > (given back)
      < Я снова на связи.

      Комната?
      > 2
      < Спасибо, Анна: Ванная`,
      { end: { queue: 'default', outcome: 'finished' } },
    );
  });

  it('that may be skipped is skipped after the last attempt, others go where the author says', () => {
    const flow = buildFlow(`
      - { id: age, ask: number, text: "Возраст?", min: 1, max: 120, integer: true, skip: "Не скажу", attempts: { max: 1 } }
      - { id: size, ask: number, text: "Рост?", invalid: "Цифрами!", attempts: { max: 2, next: lost } }
      - { say: "Готово", next: end }
      - { id: lost, say: "Ладно, без роста" }`);
    talk(
      flow,
      `
      > привет
      < Возраст?
      [Не скажу]
      > 42,5
      < Пропустим этот вопрос.

      Рост?
      > высокий
      < Цифрами!

      Рост?
      > очень
      < Ладно, без роста`,
      { end: { outcome: 'finished' } },
    );
  });

  it('tells a person politely that an old button is answered, and asks the present question once', () => {
    talk(
      two,
      `
      > привет
      < Имя?
      > Анна
      < Комната?
      > назад
      < Имя?
      > [Кухня]
      < На этот вопрос вы уже ответили.

      Имя?
      > [Кухня] again
      < (nothing)
      > Пётр
      < Комната?
      > [Кухня]
      < Спасибо, Пётр: Кухня
      > [Кухня] again
      < (nothing)`,
    );
  });

  it('of many is ticked by buttons, unticked, or answered by a list', () => {
    const flow = buildFlow(`
      - id: rooms
        ask: choice
        text: "Комнаты?"
        multiple: { min: 1, max: 2 }
        columns: 2
        options: [{ value: a, label: "Кухня", tags: [кухня] }, { value: b, label: "Ванная", score: 5 }, { value: c, label: "Зал" }]
        other: "Другое"
      - say: "{{answers.rooms}}"`);
    talk(
      flow,
      `
      > привет
      < Комнаты?
      [Кухня] [Ванная]
      [Зал]
      [Другое]
      > [Кухня]
      < Выбрано: Кухня. Что-то ещё?
      [✓ Кухня] [Ванная]
      [Зал]
      [Другое]
      [Готово]
      > [Кухня] again
      < (nothing)
      > [✓ Кухня]
      < Пока ничего не выбрано.
      > готово
      < Выберите хотя бы 1 вариант.
      > [Ванная]
      < Выбрано: Ванная. Что-то ещё?
      > гараж
      < Выбрано: Ванная, гараж. Что-то ещё?
      > [Зал]
      < Можно выбрать не больше 2 вариантов.
      > [Готово]
      < Ванная, гараж`,
      { end: { answers: { rooms: ['b', 'other'] }, score: 5, tags: [] } },
    );
    talk(
      flow,
      `
      > привет
      < Комнаты?
      > 1, ванная
      < Кухня, Ванная`,
      { end: { answers: { rooms: ['a', 'b'] }, tags: ['кухня'] } },
    );
  });

  it('takes own words where the author allows another answer', () => {
    const flow = buildFlow(`
      - { id: what, ask: choice, text: "Что?", options: [{ value: a, label: "Кухня" }], other: "Другое" }
      - say: "{{answers.what}} ({{answers.what.value}})"`);
    talk(
      flow,
      `
      > привет
      < Что?
      > [Другое]
      < Напишите своими словами.
      > Балкон
      < Балкон (other)`,
    );
  });

  it('asks about a slip in an address, and takes what the person says', () => {
    const flow = buildFlow(`
      - { id: ok, ask: consent, kind: personal-data, text: "Можно?" }
      - { id: mail, ask: email, text: "Почта?", save: contact.email }
      - end`);
    const begin = `
      > привет
      < Можно?…
      > да
      < Почта?
      > anna@gmial.com
      < Похоже на опечатку. Вы имели в виду anna@gmail.com?
      [Да, anna@gmail.com]
      [Нет, оставить как есть]`;
    talk(
      flow,
      `${begin}
      > [Да, anna@gmail.com]
      < Готово, спасибо!`,
      { end: { email: 'anna@gmail.com' } },
    );
    talk(
      flow,
      `${begin}
      > нет
      < Готово, спасибо!`,
      { end: { email: 'anna@gmial.com' } },
    );
    talk(
      flow,
      `${begin}
      > anna@mail.ru
      < Готово, спасибо!`,
      { end: { email: 'anna@mail.ru' } },
    );
  });
});

describe('consent', () => {
  const flow = buildFlow(`
    - { id: ok, ask: consent, kind: personal-data, text: "Можно?", declined: { say: "Жаль", next: anyway } }
    - { id: name, ask: text, text: "Имя?", save: contact.name, next: end }
    - { id: anyway, ask: text, text: "А так?" }`);

  it('is passed over where this very text was agreed to, and asked where the text is another', () => {
    talk(
      flow,
      `
      > привет
      < Имя?`,
      { contact: { consents: { 'personal-data': true } } },
    );
    const changed = buildFacts({
      isNew: true,
      contact: { id: 'c', tags: [], score: 0, fields: {}, consents: { 'personal-data': { given: true, hash: 'earlier text' } } },
    });
    expect(converse(createLibrary([flow]), undefined, { kind: 'text', text: 'привет' }, changed).position?.step).toBe('ok');
  });

  it('that is declined leads where the author says, and nothing is kept on the card', () => {
    talk(
      flow,
      `
      > привет
      < Можно?

      Мы храним ваши ответы.
      [Даю согласие] [Не даю]
      > нет
      < Жаль

      А так?
      > Никак
      < Готово, спасибо!`,
      { end: { consents: { 'personal-data': false }, outcome: 'finished' } },
    );
  });

  it('is what anything on the card needs, also where a run was put past the question by hand', () => {
    const position = {
      ...{ run: 'r', flow: flow.id, revision: flow.revision, step: 'name', answers: [], attempts: 0, trail: [] },
      ...{ language: 'ru' as const, startedAt: '2026-03-02T09:00:00Z' },
    };
    const { effects } = step(flow, position, { kind: 'text', text: 'Анна' }, buildFacts());
    expect(effects.map(({ kind }) => kind)).not.toContain('field');
    expect(effects.find(({ kind }) => kind === 'run')).toMatchObject({ run: { answers: [{ step: 'name', value: 'Анна' }] } });
  });
});

describe('a start', () => {
  it('keeps the answers of the same flow and offers to start over', () => {
    talk(
      two,
      `
      > /start
      < Имя?
      > Анна
      < Комната?
      > /start
      < Продолжим.

      Комната?
      [Кухня]
      [Ванная]
      [Назад]
      [Начать заново]
      > [Начать заново]
      < Имя?
      > [Начать заново] again
      < (nothing)`,
    );
  });

  it('of another flow ends the present run as switched, by command and by link, never by keyword', () => {
    const flows = [two, other];
    talk(
      flows,
      `
      > привет
      < Имя?
      > хочу оставить отзыв
      < Комната?
      > /otzyv
      < Оценка?
      > /start
      < Имя?
      > /start promo-vk-ads
      < Оценка?`,
      { end: { waits: 'mark', source: 'promo / vk-ads' } },
    );
  });

  it('comes from a keyword when no question waits', () => {
    talk(
      [two, other],
      `
      > Здравствуйте, хочу ОСТАВИТЬ отзыв!
      < Оценка?`,
      { new: false },
    );
  });

  it('with an unknown link is the default flow, and the source is kept', () => {
    talk(
      [two, other],
      `
      > /start spring_sale
      < Имя?
      > Анна
      < Комната?`,
      { end: { source: 'spring_sale' } },
    );
  });

  it('with the id of a flow is that flow', () => {
    talk(
      [two, other],
      `
      > /start other-flyer
      < Оценка?
      > 5
      < Готово, спасибо!`,
      { end: { source: 'other / flyer' } },
    );
  });
});

describe('outside of any flow', () => {
  it('everybody is answered, whatever they send', () => {
    talk(
      [two, other],
      `
      > что-то своё
      < Не уверен, что понял. Чем помочь?
      [Проба]
      [Позвать оператора]
      > (photo)
      < Не уверен, что понял. Чем помочь?
      > меню
      < Чем помочь?
      [Проба]
      [Отзыв]
      [Позвать оператора]
      > [Отзыв]
      < Оценка?
      > [Отзыв] again
      < (nothing)`,
      { new: false },
    );
  });

  it('cancel asks about mailings, and not of who has already refused them', () => {
    talk(
      two,
      `
      > отмена
      < Сейчас я ни о чём не спрашиваю.

      Присылать вам наши новости и предложения?
      > [Нет, не присылайте]
      < Больше не будем присылать новости и предложения.
      [Подписаться снова]
      > отмена
      < Сейчас я ни о чём не спрашиваю.`,
      { end: { consents: { advertising: false } } },
    );
  });

  it.each(['стоп', 'Отписаться', 'отпишите меня!', 'Не присылайте больше.', 'Отписка', '/unsubscribe'])(
    '%s is the end of mailings',
    word => {
      talk(
        two,
        `
      > ${word}
      < Больше не будем присылать новости и предложения.
      [Подписаться снова]
      > стоп
      < Сейчас я ни о чём не спрашиваю.`,
        { end: { consents: { advertising: false } } },
      );
    },
  );

  it('who has left mailings comes back by a button', () => {
    talk(
      two,
      `
      > отписаться
      < Больше не будем присылать новости и предложения.
      [Подписаться снова]
      > [Подписаться снова]
      < Хорошо, снова будем присылать новости и предложения. Отказаться можно в любой момент: напишите «отписаться».`,
      { end: { consents: { advertising: true } } },
    );
  });

  it('who leaves mailings in the middle of a questionnaire is asked the same question again', () => {
    talk(
      two,
      `
      > /start
      < Имя?
      > отписаться
      < Больше не будем присылать новости и предложения.
      [Подписаться снова]
      < Имя?
      > [Подписаться снова]
      < Хорошо, снова будем присылать новости и предложения. Отказаться можно в любой момент: напишите «отписаться».

      Имя?`,
      { end: { consents: { advertising: true } } },
    );
  });

  it('an operator comes also when the very first word asks for one', () => {
    talk(
      two,
      `
      > оператор
      < Зову оператора, он ответит здесь.`,
      { end: { queue: 'default' } },
    );
  });
});

describe('handing over', () => {
  it('with next goes on there when people give back', () => {
    const flow = buildFlow(`
      - { id: help, handoff: sales, say: "Минуту", next: more }
      - { id: more, ask: text, text: "Что-то ещё?" }`);
    talk(
      flow,
      `
      > привет
      < Минуту
      > вы тут?
      < (nothing)
      > (given back)
      < Что-то ещё?
      > нет, всё
      < Готово, спасибо!`,
      { end: { outcome: 'finished', queue: 'sales' } },
    );
  });
});

describe('a keyboard under the input field', () => {
  it('is taken away by the next message, and by a word of its own before one with buttons', () => {
    const flow = buildFlow(`
      - { id: ok, ask: consent, kind: personal-data, text: "Можно?" }
      - { id: phone, ask: phone, text: "Телефон?", share: "Мой номер", skip: true }
      - { id: sure, ask: confirm, text: "Верно?" }`);
    const library = createLibrary([flow]);
    let result = converse(library, undefined, { kind: 'start' }, buildFacts({ isNew: true }));
    result = converse(library, result.position, { kind: 'text', text: 'да' }, buildFacts());
    expect(result.position?.keyboard).toBe(true);
    const skipped = converse(library, result.position, { kind: 'text', text: 'пропустить' }, buildFacts());
    const said = skipped.effects.flatMap(effect => (effect.kind === 'say' ? [effect.message] : []));
    expect(said.map(({ text, removeKeyboard }) => [text, removeKeyboard])).toEqual([
      ['Хорошо.', true],
      ['Верно?', undefined],
    ]);
    expect(skipped.position?.keyboard).toBeUndefined();
  });
});
