import { describe, expect, it } from 'vitest';
import { readDate, readDateTime, readTime, type WhenContext } from '../../../src/flow/reading/when/read-when.ts';
import { expectTable, rows } from './tables.ts';

// Friday, 27 November 2026, 13:00 in Moscow.
const now: WhenContext = { now: new Date('2026-11-27T10:00:00Z'), timeZone: 'Europe/Moscow' };

const date = (text: string, context = now) => {
  const read = readDate(text, context);
  return read.ok ? read.date : read.why;
};
const time = (text: string, context = now) => {
  const read = readTime(text, context);
  return read.ok ? read.time : read.why;
};
/** By the clock of Moscow, which is three hours ahead of UTC. */
const moment = (text: string, context: Parameters<typeof readDateTime>[1] = now) => {
  const read = readDateTime(text, context);
  if (!read.ok) return read.why === 'noTime' ? `${read.date} ?` : read.why;
  return new Date(read.at.getTime() + 3 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
};

describe('a date', () => {
  it('is read in Russian', () => {
    const table = rows(`
      12.05.2027 = 2027-05-12
      12.05.27 = 2027-05-12
      12.5.27 = 2027-05-12
      12.05 = 2027-05-12
      12.05. = 2027-05-12
      12,05 = 2027-05-12
      12-05-2027 = 2027-05-12
      12/05/2027 = 2027-05-12
      12 05 2027 = 2027-05-12
      12. 05. 2027 = 2027-05-12
      12052027 = 2027-05-12
      12.05.2027 г. = 2027-05-12
      2027-05-12 = 2027-05-12
      12 мая = 2027-05-12
      12мая = 2027-05-12
      12 Мая 2027 = 2027-05-12
      12 мая 2027 года = 2027-05-12
      12 мая 2027 г. = 2027-05-12
      12-го мая = 2027-05-12
      12.мая.2027 = 2027-05-12
      двенадцатого мая = 2027-05-12
      пятое мая = 2027-05-05
      двадцать пятого декабря = 2026-12-25
      тридцать первого декабря = 2026-12-31
      первого января = 2027-01-01
      1 дек = 2026-12-01
      27 ноября = 2026-11-27
      26 ноября = 2027-11-26
      29 февраля = 2028-02-29
      3 сентебря = 2027-09-03
      сегодня = 2026-11-27
      Завтра! = 2026-11-28
      послезавтра = 2026-11-29
      зватра = 2026-11-28
      послезавтро = 2026-11-29
      вчера = 2026-11-26
      в субботу = 2026-11-28
      субота = 2026-11-28
      вс = 2026-11-29
      в понедельник = 2026-11-30
      понедельник = 2026-11-30
      во вторник = 2026-12-01
      к среде = 2026-12-02
      на четверг = 2026-12-03
      в пятницу = 2026-12-04
      в эту пятницу = 2026-11-27
      в следующую пятницу = 2026-12-04
      следующий понедельник = 2026-11-30
      в ближайшую среду = 2026-12-02
      в пятницу на следующей неделе = 2026-12-04
      в прошлую пятницу = 2026-11-20
      через 2 недели = 2026-12-11
      через две недели = 2026-12-11
      через неделю = 2026-12-04
      через недельку = 2026-12-04
      через неделю в среду = 2026-12-02
      через 3 дня = 2026-11-30
      через три дня = 2026-11-30
      через пару дней = 2026-11-29
      через месяц = 2026-12-27
      через полгода = 2027-05-27
      3 дня назад = 2026-11-24
      10-го = 2026-12-10
      десятого числа = 2026-12-10
      12 числа = 2026-12-12
      30-го = 2026-11-30
      31 числа = 2026-12-31
      15 числа следующего месяца = 2026-12-15
      12 = 2026-12-12
      в субботу, 28 ноября = 2026-11-28
      завтра, 28 ноября = 2026-11-28
      28.11, суббота = 2026-11-28
      давайте в пятницу = 2026-12-04
      можно на завтра? = 2026-11-28
      думаю, 12 мая, спасибо = 2027-05-12
      завтра в 15:30 = 2026-11-28
      12 мая 85 = 1985-05-12
      12.05.85 = 1985-05-12
      12 мая 1990-го года = 1990-05-12`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, text => date(text));
  });

  it('is read in English', () => {
    expectTable(
      rows(`
        today = 2026-11-27
        tomorrow = 2026-11-28
        tomorow = 2026-11-28
        the day after tomorrow = 2026-11-29
        day after tomorrow please = 2026-11-29
        yesterday = 2026-11-26
        May 12 = 2027-05-12
        May 12th = 2027-05-12
        May 12th, 2027 = 2027-05-12
        12 May = 2027-05-12
        12th of May = 2027-05-12
        the 5th of December = 2026-12-05
        Dec 5 = 2026-12-05
        the 5th = 2026-12-05
        the twenty-fifth of December = 2026-12-25
        12-May-2027 = 2027-05-12
        05/25/2027 = 2027-05-25
        on Saturday = 2026-11-28
        friday = 2026-12-04
        next friday = 2026-12-04
        this friday = 2026-11-27
        next monday = 2026-11-30
        monday next week = 2026-11-30
        Friday, 4 December = 2026-12-04
        in 2 weeks = 2026-12-11
        in two days = 2026-11-29
        in a week = 2026-12-04
        a week from today = 2026-12-04
        3 days from now = 2026-11-30
        in a month = 2026-12-27`),
      text => date(text),
    );
    expect(date('5/12/2027', { ...now, monthFirst: true })).toBe('2027-05-12');
    expect(date('5/12/2027')).toBe('2027-12-05');
  });

  it('is not read from what is none, no such day, several, or none exactly', () => {
    const table = rows(`
      не знаю = none
      когда угодно = none
      как можно скорее = none
      не завтра = none
      15:30 = none
      в 15:30 = none
      anna@mail.ru = none
      +7 999 123-45-67 = none
      42 м² = none
      1985 = none
      да = none
      👍 = none
      завтра не могу = none
      скоро = none
      31 июня = noSuch
      30 февраля = noSuch
      32 мая = noSuch
      29.02.2027 = noSuch
      31.04.2027 = noSuch
      12.13.2027 = noSuch
      32.01 = noSuch
      00.05.2027 = noSuch
      0 мая = noSuch
      45-го = noSuch
      на выходных = vague
      в мае = vague
      на следующей неделе = vague
      в начале мая = vague
      вечером = vague
      после пятницы = vague
      this weekend = vague
      next month = vague
      12 или 13 мая = many
      12-15 мая = many
      с 12 по 15 мая = many
      до 15 мая = many
      в пятницу или субботу = many
      завтра или послезавтра = many
      12 and 13 May = many
      в пятницу 28 ноября = conflict
      завтра, 30 ноября = conflict
      во вторник 1 января 2027 = conflict`);
    expect(table.length).toBeGreaterThanOrEqual(30);
    expectTable(table, text => date(text));
  });

  it('lies behind us where only the past is possible', () => {
    const past: WhenContext = { ...now, prefer: 'past' };
    const table = rows(
      '12.05 = 2026-05-12\n12 мая 85 = 1985-05-12\n1.1.20 = 2020-01-01\n1.12.26 = 1926-12-01\nв пятницу = 2026-11-20\n5-го = 2026-11-05\nродилась 3 марта 1990 = 1990-03-03',
    );
    expectTable(table, text => date(text, past));
  });
});

describe('a time', () => {
  it('is read in Russian and English; an hour from 1 to 7 is of the afternoon', () => {
    const table = rows(`
      15:30 = 15:30
      в 15:30 = 15:30
      15.30 = 15:30
      15-30 = 15:30
      15,30 = 15:30
      15 30 = 15:30
      15 : 30 = 15:30
      1530 = 15:30
      15 = 15:00
      15:30:00 = 15:30
      15 часов = 15:00
      15 ч = 15:00
      15ч = 15:00
      15 ч 30 мин = 15:30
      15ч30 = 15:30
      09:00 = 09:00
      9:00 = 09:00
      07:00 = 07:00
      00:30 = 00:30
      24:00 = 00:00
      3 = 15:00
      в 3 = 15:00
      в три = 15:00
      к трем = 15:00
      3:30 = 15:30
      в 7 = 19:00
      в 8 = 08:00
      в 12 = 12:00
      в час = 13:00
      час дня = 13:00
      в 2 часа ночи = 02:00
      в 12 ночи = 00:00
      7 утра = 07:00
      в 10 утра = 10:00
      7 вечера = 19:00
      в 5 часов вечера = 17:00
      11 вечера = 23:00
      полтретьего = 14:30
      пол третьего = 14:30
      пол-третьего = 14:30
      половина восьмого = 19:30
      полпервого = 12:30
      без четверти пять = 16:45
      без десяти восемь = 19:50
      без 10 пять = 16:50
      четверть шестого = 17:15
      10 минут шестого = 17:10
      два тридцать = 14:30
      в двадцать тридцать = 20:30
      семь ноль пять = 19:05
      двенадцать ноль ноль = 12:00
      полдень = 12:00
      в полночь = 00:00
      утром = 09:00
      вечером = 19:00
      в обед = 13:00
      после обеда = 15:00
      часов в пять = 17:00
      около пяти = 17:00
      в районе 5 = 17:00
      через час = 14:00
      через полчаса = 13:30
      через полтора часа = 14:30
      сейчас = 13:00
      сегодня в 5 = 17:00
      5pm = 17:00
      5 p.m. = 17:00
      5:30 PM = 17:30
      9am = 09:00
      12 am = 00:00
      12 pm = 12:00
      noon = 12:00
      at 3 = 15:00
      3 o'clock = 15:00
      half past seven = 19:30
      quarter to five = 16:45
      quarter past five = 17:15
      five thirty = 17:30
      9 in the morning = 09:00
      in an hour = 14:00
      in half an hour = 13:30`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, text => time(text));
  });

  it('is not read from what is none, several, or has a day with it', () => {
    const table = rows(`
      не знаю = none
      как обычно = none
      в любое время = none
      когда удобно = none
      +7 999 123-45-67 = none
      anna@mail.ru = none
      да = none
      никогда = none
      42 м² = none
      25:00 = noSuch
      15:70 = noSuch
      24:30 = noSuch
      в 25 = noSuch
      12 утра = noSuch
      99 = noSuch
      после 15 = vague
      после работы = vague
      ночью = vague
      позже вечером после ужина = vague
      сегодня = vague
      с 10 до 12 = many
      10 to 12 = many
      from 10 to 12 = many
      15:30 или 16:00 = many
      до шести = many
      в 3 или в 4 = many
      between 3 and 4 = many
      завтра в 5 = withDate
      в пятницу в 10:00 = withDate
      12 мая в 15:30 = withDate
      tomorrow at 3 = withDate`);
    expect(table.length).toBeGreaterThanOrEqual(30);
    expectTable(table, text => time(text));
  });

  it('is in the half of the day that is open', () => {
    const early = (minutes: number) => minutes >= 360 && minutes <= 720;
    expect(readTime('в 7', now, early)).toMatchObject({ time: '07:00', literal: false });
    expect(readTime('в 7 вечера', now, early)).toMatchObject({ time: '19:00' });
  });
});

describe('a moment', () => {
  it('is read in Russian and English', () => {
    const table = rows(`
      завтра в 15:30 = 2026-11-28 15:30
      завтра, 15:30 = 2026-11-28 15:30
      завтра - 15:30 = 2026-11-28 15:30
      15:30 завтра = 2026-11-28 15:30
      завтра 15 30 = 2026-11-28 15:30
      завтра 18 = 2026-11-28 18:00
      завтра на 10 = 2026-11-28 10:00
      завтра в три = 2026-11-28 15:00
      завтра в 3 часа = 2026-11-28 15:00
      завтра к 10 утра = 2026-11-28 10:00
      10 утра завтра = 2026-11-28 10:00
      завтра утром = 2026-11-28 09:00
      завтра с утра = 2026-11-28 09:00
      завтра утром в 9 = 2026-11-28 09:00
      завтра после обеда = 2026-11-28 15:00
      завтра в полдень = 2026-11-28 12:00
      завтра в полночь = 2026-11-29 00:00
      завтра часов в 5 = 2026-11-28 17:00
      послезавтра в час = 2026-11-29 13:00
      послезавтра без четверти пять = 2026-11-29 16:45
      в субботу в полтретьего = 2026-11-28 14:30
      в 10 в субботу = 2026-11-28 10:00
      в пятницу вечером = 2026-11-27 19:00
      вечером в пятницу = 2026-11-27 19:00
      в пятницу в 19:00 = 2026-11-27 19:00
      в пятницу в 11:00 = 2026-12-04 11:00
      в следующую пятницу в 10 = 2026-12-04 10:00
      в понедельник утром = 2026-11-30 09:00
      понедельник 12 = 2026-11-30 12:00
      через неделю в пятницу в 10 = 2026-12-04 10:00
      через 2 недели в 10 = 2026-12-11 10:00
      через час = 2026-11-27 14:00
      через полчаса = 2026-11-27 13:30
      через 2 часа = 2026-11-27 15:00
      через 40 минут = 2026-11-27 13:40
      сейчас = 2026-11-27 13:00
      сегодня в 18 = 2026-11-27 18:00
      сегодня в 9 = 2026-11-27 21:00
      сегодня в 9:00 = 2026-11-27 09:00
      сегодня вечером = 2026-11-27 19:00
      вечером = 2026-11-27 19:00
      в 15:30 = 2026-11-27 15:30
      в 12:30 = 2026-11-28 12:30
      в 9 = 2026-11-28 09:00
      12 мая в 15.30 = 2027-05-12 15:30
      12.05 15.30 = 2027-05-12 15:30
      12.05 в 15:30 = 2027-05-12 15:30
      12.05.27 15:30 = 2027-05-12 15:30
      12.05.2027 в 9 = 2027-05-12 09:00
      5 мая 15 = 2027-05-05 15:00
      28 ноября 10 утра = 2026-11-28 10:00
      31.12.2026 23:00 = 2026-12-31 23:00
      29 февраля в 10 = 2028-02-29 10:00
      в 12.05 = 2026-11-28 12:05
      запишите меня на завтра к 10 утра пожалуйста = 2026-11-28 10:00
      2026-11-28T15:30 = 2026-11-28 15:30
      2026-11-28 15:30 = 2026-11-28 15:30
      2026-11-28T15:30Z = 2026-11-28 18:30
      2026-11-28T15:30+05:00 = 2026-11-28 13:30
      today at 5pm = 2026-11-27 17:00
      tomorrow at 3 = 2026-11-28 15:00
      at 5 pm tomorrow = 2026-11-28 17:00
      3pm on friday = 2026-11-27 15:00
      next friday at 10 am = 2026-12-04 10:00
      friday evening = 2026-11-27 19:00
      tomorrow noon = 2026-11-28 12:00
      monday 9:30 am = 2026-11-30 09:30
      in two hours = 2026-11-27 15:00
      tonight = 2026-11-27 19:00
      May 5 at half past ten = 2027-05-05 10:30`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, text => moment(text));
  });

  it('is not read without its hour, from several, or from none', () => {
    const table = rows(`
      завтра = 2026-11-28 ?
      в пятницу = 2026-12-04 ?
      12 мая = 2027-05-12 ?
      12.05 = 2027-05-12 ?
      на 12.05 = 2027-05-12 ?
      завтра ночью = 2026-11-28 ?
      next monday = 2026-11-30 ?
      через неделю = 2026-12-04 ?
      не знаю = none
      когда удобно = none
      как можно скорее = none
      15 в 12 = none
      anna@mail.ru = none
      завтра не могу = none
      да = none
      25.13.2026 в 10 = noSuch
      завтра в 25:00 = noSuch
      завтра в 15:70 = noSuch
      31 июня в 10 = noSuch
      29.02.2027 10:00 = noSuch
      завтра в 12 утра = noSuch
      на выходных = vague
      на следующей неделе = vague
      в мае утром = vague
      завтра после 15 = vague
      ночью = vague
      завтра в 10 или в 11 = many
      завтра с 10 до 12 = many
      сегодня или завтра в 10 = many
      в 10 или 11 = many
      через час завтра = many
      в пятницу 28 ноября в 10 = conflict
      завтра, 30 ноября, в 10 = conflict`);
    expect(table.length).toBeGreaterThanOrEqual(30);
    expectTable(table, text => moment(text));
  });

  it('takes the hour of a day that was said before, or another day', () => {
    const table = rows(
      'в 15 = 2026-12-05 15:00\n15.30 = 2026-12-05 15:30\nв три = 2026-12-05 15:00\n11 = 2026-12-05 11:00\nвечером = 2026-12-05 19:00\nзавтра в 10 = 2026-11-28 10:00\n12 мая = 2027-05-12 ?',
    );
    expectTable(table, text => moment(text, { ...now, day: '2026-12-05' }));
  });

  it('is by the clock of the contact, also when that clock jumps', () => {
    const at = (text: string, timeZone: string, from = '2026-03-20T12:00:00Z') => {
      const read = readDateTime(text, { now: new Date(from), timeZone });
      return read.ok ? read.at.toISOString().slice(0, 16) : read.why;
    };
    expect(at('завтра в 15:00', 'Asia/Vladivostok')).toBe('2026-03-21T05:00');
    expect(at('сегодня в 23:30', 'America/New_York')).toBe('2026-03-21T03:30');
    // 02:30 does not exist on that night, 02:30 in October comes twice.
    expect(at('29.03.2026 02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30');
    expect(at('29.03.2026 03:30', 'Europe/Berlin')).toBe('2026-03-29T01:30');
    expect(at('25.10.2026 02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30');
    expect(at('25.10.2026 12:00', 'Europe/Berlin')).toBe('2026-10-25T11:00');
    expect(at('завтра в 10:00', 'Asia/Kathmandu')).toBe('2026-03-21T04:15');
    expect(at('завтра в 10:00', 'Nowhere/Else')).toBe('2026-03-21T10:00');
    // Already tomorrow in Auckland.
    expect(date('сегодня', { now: new Date('2026-03-20T12:00:00Z'), timeZone: 'Pacific/Auckland' })).toBe('2026-03-21');
  });
});
