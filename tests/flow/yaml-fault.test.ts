import { expect, it } from 'vitest';
import { parseFlow } from '../../src/flow/index.ts';

/** What an author is told of a text, as `<line>: <words>`. */
function toldOf(yaml: string, language: 'ru' | 'en'): string[] {
  const parsed = parseFlow(yaml, { file: 'sample.yaml', consents: {}, language });
  return parsed.ok ? [] : parsed.problems.map(({ line, message }) => `${line}: ${message}`);
}

const head = 'id: sample\ntitle: Sample\nsteps:\n';

it.each([
  ['a tab', '\t- say: x', '4: В начале строки стоит табуляция'],
  ['a key twice', '  - say: x\n    say: y', '5: Ключ «say» стоит здесь второй раз'],
  ['an open quote', '  - say: "Привет', '4: Кавычка открыта и не закрыта'],
  ['an open bracket', '  - ask: choice\n    options: [да, нет\n  - end', '6: Скобка открыта и не закрыта'],
  ['no space behind the colon', '  - id: a\n    say:Привет\n    next: end', '5: Здесь не хватает «ключ: значение»'],
  ['a colon in a text', '  - say: Важно: приходите вовремя', '4: Здесь лишнее «: »'],
  ['a key that is not indented', '  - id: a\n   say: x', '5: Отступ этой строки'],
  ['a list behind a key', '  - options: - да', '4: Список начинается с новой строки'],
  ['quotes in quotes', '  - say: "ООО "Ромашка""', '4: После значения стоит лишнее: «Ромашка""»'],
  ['a sign at the beginning', '  - say: @anna ждёт', '4: Текст не может начинаться с @'],
  ['a star at the beginning', '  - say: *важно', ' в YAML значит другое'],
  ['an ampersand at the beginning', '  - say: & скидка', '4: Слово, которое начинается с * или &'],
  ['a bracket that was never opened', '  - say: [x]]', '4: Скобка ] не была открыта'],
  ['a wrong escape', '  - say: "C:\\Users"', '4: После \\ в двойных кавычках'],
  ['two documents', '  - end\n---\nid: b', '5: Здесь начинается второй документ'],
])('%s is told in words of ours', (_, steps, words) => {
  expect(toldOf(head + steps, 'ru').join('\n')).toContain(words);
  expect(toldOf(head + steps, 'en').join('\n')).not.toContain('cannot be read as YAML');
});

it('what follows from a fault on the same line is not told', () => {
  expect(toldOf(`${head}  - say: Важно: приходите: вовремя`, 'en')).toHaveLength(1);
  expect(toldOf(`${head}  - options: - да`, 'en')).toHaveLength(1);
});
