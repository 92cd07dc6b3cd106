import { describe, expect, it } from 'vitest';
import { readNumber } from '../../../src/flow/reading/read-number.ts';
import { expectTable, rows } from './tables.ts';

const number = (text: string, language: 'ru' | 'en' = 'ru'): number | string => {
  const read = readNumber(text, { language });
  return read.ok ? read.number : 'none';
};
const numbers = (lines: string) => rows(lines).map(([text, value]) => [text, Number(value)] as const);

describe('a number', () => {
  it('is read from digits, words and what is said with them', () => {
    const table = numbers(`
      42 = 42
      42,5 = 42.5
      42.5 = 42.5
      1 200 = 1200
      1\u00a0200 = 1200
      1 200,50 = 1200.5
      1.200,50 = 1200.5
      1,200.50 = 1200.5
      1'200 = 1200
      1 200 000 = 1200000
      1,200,000 = 1200000
      1.2 тыс = 1200
      1,2 тыс. = 1200
      5к = 5000
      5 к = 5000
      300k = 300000
      15тыс = 15000
      300 тысяч рублей = 300000
      5 тыщ = 5000
      50 т.р. = 50000
      1,5 млн руб = 1500000
      2 миллиона = 2000000
      2 млн 300 тыс = 2300000
      1 млрд = 1000000000
      около 40 метров = 40
      где-то 40 = 40
      примерно 1 200 = 1200
      ~50 = 50
      42 кв. м. = 42
      42 кв.м = 42
      42 кв м = 42
      42м2 = 42
      42 м² = 42
      42 м.кв. = 42
      100 ₽ = 100
      $100 = 100
      -5 = -5
      −5 = -5
      +5 = 5
      5. = 5
      3 комнаты = 3
      35 лет = 35
      мне 35 = 35
      нас двое = 2
      всего 5 человек = 5
      0 = 0
      007 = 7
      15% = 15
      сорок два = 42
      ноль = 0
      сто двадцать пять = 125
      двести = 200
      пятьдесят метров = 50
      около сорока = 40
      тысяча = 1000
      полторы тысячи = 1500
      полтора = 1.5
      две тысячи триста = 2300
      двадцать пять тысяч рублей = 25000
      сто пятьдесят тысяч = 150000
      два с половиной = 2.5
      два с половиной миллиона = 2500000
      полмиллиона = 500000
      миллион = 1000000
      минус пять = -5
      десяток = 10
      девятьсот девяносто девять = 999`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, text => number(text));
  });

  it('is read in English', () => {
    expectTable(
      numbers(`
        two hundred = 200
        two hundred and fifty = 250
        forty-two = 42
        twelve thousand = 12000
        a hundred = 100
        a thousand = 1000
        two and a half = 2.5
        one and a half million = 1500000
        five people = 5
        about 40 = 40
        1,200 = 1200
        1.2k = 1200
        a dozen = 12
        $1,200.50 = 1200.5`),
      text => number(text, 'en'),
    );
  });

  it('is not read from two numbers, spans, codes and stories', () => {
    const texts = [
      '', 'много', 'не знаю', 'как получится', '2 по 18', '12 34', '1e5', '1,2,3', '1..2', '5 6', 'от 5 до 10', '0x10', '∞', '9'.repeat(40), '1/2',
      '5-6', '5 или 6', '5 или шесть', 'пять шесть', 'пять или шесть', 'двадцать тридцать', 'сто сто', 'тридцать-сорок', '50 или больше', '10 не больше', 'от сорока',
      '12:30', '12.05.2026', '+7 999 123-45-67', 'anna@mail.ru', '5 тыс 5 млн', '5 тыс 5 тыс', 'пять два', '--5', '1 2 3', '3-комнатная', 'это не число вовсе', '👍', 'десять десять',
    ]; // biome-ignore format: a table
    expect(texts.length).toBeGreaterThanOrEqual(30);
    expectTable(
      texts.map(text => [text, 'none'] as const),
      text => number(text),
    );
  });

  it('has its comma by the language', () => {
    expect(number('1,200', 'ru')).toBe(1.2);
    expect(number('1,200', 'en')).toBe(1200);
  });

  it('is worth saying back when it was not written in digits', () => {
    const literal = (text: string) => readNumber(text, { language: 'ru' });
    expect(literal('1 200 м²')).toMatchObject({ literal: true });
    expect(literal('5к')).toMatchObject({ literal: false });
    expect(literal('сорок')).toMatchObject({ literal: false });
  });
});
