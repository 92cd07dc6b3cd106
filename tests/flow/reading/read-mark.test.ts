import { describe, expect, it } from 'vitest';
import { readMark } from '../../../src/flow/reading/read-mark.ts';
import { expectTable, rows } from './tables.ts';

describe('a mark', () => {
  it('is read from digits, words, stars and school marks', () => {
    const table = rows(`
      1 = 1
      2 = 2
      3 = 3
      4 = 4
      5 = 5
      5. = 5
      5! = 5
      5!!! = 5
      «5» = 5
      (4) = 4
      5+ = 5
      05 = 5
      4/5 = 4
      4 / 5 = 4
      4\\5 = 4
      4 из 5 = 4
      5 из пяти = 5
      4 of 5 = 4
      4 out of 5 = 4
      один = 1
      два = 2
      три = 3
      Четыре = 4
      пять = 5
      Пять! = 5
      на пять = 5
      на 5 = 5
      ставлю 5 = 5
      ставлю пять = 5
      5 баллов = 5
      4 балла = 4
      1 балл = 1
      пять баллов = 5
      оценка 4 = 4
      Оценка: 5 = 5
      5 звёзд = 5
      4 звезды = 4
      одна звезда = 1
      пятёрка = 5
      Пятёрочка = 5
      четвёрка = 4
      твёрдая четвёрка = 4
      тройка = 3
      двойка = 2
      кол = 1
      единица = 1
      ставлю пятерку = 5
      однозначно 5 = 5
      конечно пять = 5
      ★★★★ = 4
      ⭐⭐⭐⭐⭐ = 5
      ⭐️⭐️⭐️ = 3
      ★★★☆☆ = 3
      🌟 = 1
      4️⃣ = 4
      5️⃣ = 5
      ５ = 5
      one = 1
      Four = 4
      five stars = 5
      5 stars = 5
      4 points = 4
      I give it a 5 = 5
      five out of five = 5`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, text => String(readMark(text, 5)));
  });

  it('has its own scale', () => {
    const table = rows('10 = 10\n10/10 = 10\n🔟 = 10\nдесять = 10\nдесятка = 10\n7 из 10 = 7\n9 = 9\nсемь = 7\n⭐⭐⭐⭐⭐⭐ = 6');
    expectTable(table, text => String(readMark(text, 10)));
    expectTable(
      [
        ['4/5', undefined],
        ['11', undefined],
        ['0', undefined],
      ] as const,
      text => readMark(text, 10),
    );
  });

  it('is not read from what is none', () => {
    const texts =
      '0|6|10|55|-5|100|4,5|4.5|4-5|4 или 5|4 5|три четыре|4/10|7 из 10|5-|пять с минусом|не знаю|хорошо|норм|👍|?|ноль|шесть|пять шесть|12345|5 рублей|в 5|5 лет|5:00|два раза|★☆★|⭐👍|five six|great|сто'.split(
        '|',
      );
    expect(texts.length).toBeGreaterThanOrEqual(30);
    expectTable(
      [...texts, ''].map(text => [text, undefined] as const),
      text => readMark(text, 5),
    );
  });
});
