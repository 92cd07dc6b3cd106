import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLibrary, type FlowLibrary, parseFlow } from '../../../src/flow/index.ts';
import { readFlowFiles } from '../../../src/flows/index.ts';
import { type QuietHours, usualQuietHours } from '../../../src/lib/quiet-hours.ts';
import { knownCapabilities, type MessengerName } from '../../../src/messages/index.ts';
import { holdConversation } from '../../../src/panel/flow-editor/hold-conversation.ts';
import { presentSimulation } from '../../../src/panel/flow-editor/present-simulation.ts';
import type { Happening } from '../../../src/panel/flow-editor/simulation.ts';

const { files, consents } = await readFlowFiles(join(import.meta.dirname, '../../../flows'));
const lead = files.find(({ file }) => file === 'lead.yaml')?.yaml ?? '';
const at = '2026-05-12T09:00:00.000Z';
const viewer = { language: 'ru' as const, theme: 'auto', timeZone: 'Europe/Moscow', region: 'RU', now: new Date(at) };

function libraryOf(yaml: string): FlowLibrary {
  const parsed = parseFlow(yaml, { file: 'sample.yaml', consents });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return createLibrary([parsed.flow]);
}

function hold(
  yaml: string,
  happened: Happening[],
  { messenger = 'telegram', quietHours = usualQuietHours }: { messenger?: MessengerName; quietHours?: QuietHours } = {},
) {
  const library = libraryOf(yaml);
  const [flow] = library.all;
  if (!flow) throw new Error('no flow');
  const capabilities = knownCapabilities[messenger];
  const held = holdConversation(
    { messenger, language: 'ru', at, happened },
    { flow: flow.id, library, capabilities, timeZone: 'Europe/Moscow', region: 'RU', quietHours },
  );
  return { held, page: presentSimulation(viewer, { held, flow, messenger, capabilities }) };
}

/** The chat as a transcript: < the bot, > the customer, · a note. */
function transcript({ lines, keyboard }: ReturnType<typeof hold>['page']): string[] {
  const rows = (all: { buttons: { label: string }[] }[] = []) =>
    all.flatMap(({ buttons }) => buttons.map(({ label }) => `[${label}]`));
  return [
    ...lines.map(line => {
      if ('note' in line) return `· ${line.note}`;
      if ('customer' in line) return `> ${line.customer}`;
      return [
        '<',
        line.bot.text
          .map(({ text }) => text)
          .join('')
          .split('\n')[0],
        ...rows(line.bot.buttons),
      ].join(' ');
    }),
    ...rows(keyboard).map(key => `⌨ ${key}`),
  ];
}

const start: Happening = { kind: 'start' };
const says = (text: string): Happening => ({ kind: 'text', text });
const small = (steps: string) => `id: small\ntitle: Проба\nsteps:\n${steps}`;

it('is held as the customer would hold it, with what is done besides as notes', () => {
  const { page } = hold(lead, [start, says('да'), says('Анна'), { kind: 'contact', own: true }]);
  expect(transcript(page)).toEqual([
    '> Начать',
    '< Здравствуйте! Это «Тёплый дом»: делаем ремонт ванных и квартир под ключ.',
    '< Можно сохранить ваши ответы, чтобы подготовить расчёт и связаться с вами? [Даю согласие] [Не даю]',
    '> да',
    expect.stringMatching(/^· согласие: персональные данные, версия /),
    '< Как к вам обращаться?',
    '> Анна',
    '· карточка: имя — Анна',
    '< Анна, на какой номер вам позвонить?',
    '> Свой номер +7 999 000-00-01',
    '· карточка: телефон — +79990000001',
    expect.stringMatching(/^< /),
    expect.stringMatching(/^< Что нужно сделать\? \[Ванная\]/),
  ]);
  expect(page.answers.map(({ step, words }) => `${step}: ${words}`)).toContain('name: Анна');
  expect(page.step).toBe('service');
});

it('the same conversation in another messenger looks as it would there', () => {
  const happened = [start, says('да'), says('Анна')];
  expect(transcript(hold(lead, happened).page)).toContain('⌨ [Отправить мой номер]');
  expect(transcript(hold(lead, happened, { messenger: 'vk' }).page).join()).not.toContain('Отправить мой номер');
  expect(hold(lead, happened, { messenger: 'web' }).page.keyboard).toBeUndefined();
});

it('follows the draft: the same answers to other questions', () => {
  const yaml = (question: string) =>
    small(`  - { id: name, ask: text, text: ${question} }\n  - { id: bye, say: "Пока, {{answers.name}}" }\n`);
  const happened = [start, says('Анна')];
  expect(transcript(hold(yaml('Имя?'), happened).page)).toEqual([
    '> Начать',
    '< Имя?',
    '> Анна',
    '< Пока, Анна',
    '· «Проба»: пройдено',
  ]);
  expect(transcript(hold(yaml('А как вас зовут?'), happened).page)[1]).toBe('< А как вас зовут?');
});

it('people hold the conversation until they give it back', () => {
  const yaml = small('  - { id: ask, handoff: sales, say: Зову., next: back }\n  - { id: back, say: Снова я. }\n');
  const { page } = hold(yaml, [start, says('ау'), { kind: 'giveBack' }]);
  expect(transcript(page)).toEqual([
    '> Начать',
    '< Зову.',
    '· диалог передан людям, очередь «sales»',
    '· «Проба»: передано людям',
    '> ау',
    '· бот молчит: отвечает человек',
    '· менеджер вернул диалог боту',
    '< Снова я.',
    '· «Проба»: пройдено',
  ]);
  expect(hold(yaml, [start]).page.held).toBe('Диалог у людей (очередь «sales»): бот молчит.');
});

it('time passes: what the flow wants to be woken for happens, each at its moment', () => {
  const yaml = small('  - { id: wait, wait: 2d }\n  - { id: later, say: Прошло два дня. }\n');
  expect(hold(yaml, [start]).page.wakes).toMatchObject({ words: 'через 2 дня' });
  const day: Happening = { kind: 'pass', ms: 24 * 60 * 60_000 };
  const early = transcript(hold(yaml, [start, day]).page);
  expect(early.join()).not.toContain('Прошло два дня.');
  const late = transcript(hold(yaml, [start, day, day]).page);
  expect(late).toContain('< Прошло два дня.');
  expect(late.at(-1)).toMatch(/^· прошло время: 14 мая/);
});

it('nobody is woken at the hours that are quiet here', () => {
  const yaml = small('  - { id: wait, wait: 10h }\n  - { id: later, say: Прошло время. }\n');
  const tenHours: Happening = { kind: 'pass', ms: 10 * 60 * 60_000 };
  // It is ten in the evening by then.
  expect(transcript(hold(yaml, [start, tenHours]).page)).not.toContain('< Прошло время.');
  const quietHours = { on: true, from: '22:30', until: '07:00' };
  expect(transcript(hold(yaml, [start, tenHours], { quietHours }).page)).toContain('< Прошло время.');
});

it('one that is told twice is the same twice, and leaves nothing behind', () => {
  const happened = [start, says('да'), says('Анна')];
  expect(hold(lead, happened).held).toEqual(hold(lead, happened).held);
  expect(hold(lead, [start]).held.card.contact).toMatchObject({ tags: [], score: 0 });
});

it('a file, a place and a sticker are answered, not broken by', () => {
  const things: Happening[] = [
    { kind: 'media', what: 'photo' },
    { kind: 'location' },
    { kind: 'sticker' },
    { kind: 'contact', own: false },
    { kind: 'press', data: 'nonsense', label: '?' },
  ];
  for (const messenger of ['telegram', 'vk', 'web'] as const) {
    const { page } = hold(lead, [start, ...things], { messenger });
    expect(page.lines.filter(line => 'bot' in line).length).toBeGreaterThan(things.length);
  }
});

const examples = await readFlowFiles(join(import.meta.dirname, '../../../flows/examples'));
const answers = [
  'да',
  'Анна',
  '+7 999 000-00-01',
  '42',
  'завтра',
  '15:30',
  'anna@example.org',
  'ул. Садовая, 1',
  'пропустить',
  'назад',
  'дальше',
];

it.each(['telegram', 'vk', 'web'] as const)('every example can be played in %s, whatever the author tries', messenger => {
  const flows = examples.files.flatMap(({ file, yaml }) => {
    const parsed = parseFlow(yaml, { file, consents: examples.consents });
    return parsed.ok ? [parsed.flow] : [];
  });
  expect(flows.length).toBeGreaterThan(3);
  const library = createLibrary(flows);
  const capabilities = knownCapabilities[messenger];
  for (const flow of flows) {
    let happened: Happening[] = [start];
    for (let turn = 0; turn < 40; turn++) {
      const around = {
        flow: flow.id,
        library,
        capabilities,
        timeZone: 'Europe/Moscow',
        region: 'RU',
        quietHours: usualQuietHours,
      };
      const held = holdConversation({ messenger, language: 'ru', at, happened }, around);
      const page = presentSimulation(viewer, { held, flow, messenger, capabilities });
      expect(page.lines.length).toBeGreaterThan(turn);
      const keys = [...page.lines.flatMap(line => ('bot' in line ? (line.bot.buttons ?? []) : [])), ...(page.keyboard ?? [])];
      const buttons = keys.flatMap(row => row.buttons.flatMap(({ happening }) => (happening ? [happening] : [])));
      const button = buttons.at(-1 - (turn % 3));
      const next: Happening = held.queue
        ? { kind: 'giveBack' }
        : turn % 3 === 2 || button === undefined
          ? says(answers[turn % answers.length] ?? '')
          : JSON.parse(button);
      happened = turn % 9 === 8 ? [...happened, { kind: 'pass', ms: 3 * 24 * 60 * 60_000 }] : [...happened, next];
    }
  }
});
