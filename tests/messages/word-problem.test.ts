import { describe, expect, it } from 'vitest';
import {
  messengerNames,
  type Problem,
  type ProblemCode,
  problemKey,
  problemValues,
  wordProblem,
} from '../../src/messages/index.ts';
import { languages } from '../../src/texts/index.ts';

const codes = Object.keys(problemValues) as ProblemCode[];
/** Each value says its own name, so that it can be found again. */
const named = (code: ProblemCode): Problem => ({
  code,
  values: Object.fromEntries(problemValues[code].map(name => [name, `<${name}>`])),
});
/** The site's chat has no token. */
const messengers = (code: ProblemCode) => messengerNames.filter(name => code !== 'token' || name !== 'web');

describe('a problem of a messenger', () => {
  it.each(codes)('%s has words in both languages, with all that is told of it', code => {
    const other = (language: 'ru' | 'en') => wordProblem(language, 'vk', { code: 'no such' as ProblemCode }).slice(0, 12);
    for (const messenger of messengers(code)) {
      for (const language of languages) {
        const words = wordProblem(language, messenger, named(code));
        expect(words).not.toContain('{{');
        expect(words.startsWith(other(language))).toBe(false);
        for (const value of problemValues[code]) expect(words).toContain(`<${value}>`);
      }
      expect(/[а-яё]/i.test(wordProblem('en', messenger, named(code)))).toBe(false);
      expect(/[а-яё]/i.test(wordProblem('ru', messenger, named(code)))).toBe(true);
    }
  });

  it('says where a new token comes from in that very messenger', () => {
    expect(wordProblem('ru', 'telegram', { code: 'token' })).toContain('@BotFather');
    expect(wordProblem('ru', 'vk', { code: 'token' })).toContain('Ключи доступа');
  });

  it('that another version of the program tells is shown all the same', () => {
    expect(wordProblem('en', 'vk', { code: 'fromTheFuture' as ProblemCode })).toContain(
      'Something is wrong with VK (fromTheFuture)',
    );
  });

  it('is the same one while only its size changes', () => {
    const problem = (said: string, waiting: string) => problemKey({ code: 'webhookUnreachable', values: { said, waiting } });
    expect(problem('502', '1')).toBe(problem('502', '7'));
    expect(problem('502', '1')).not.toBe(problem('404', '1'));
  });
});
