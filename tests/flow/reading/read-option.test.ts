import { describe, expect, it } from 'vitest';
import { readOption } from '../../../src/flow/reading/read-option.ts';
import { expectTable, rows } from './tables.ts';

const lists = {
  works: 'bath:Ванная|flat:Квартира под ключ|kitchen:Кухня-гостиная|ask:Просто спросить|yellow:Жёлтая ёлка|ok:✅ Всё и сразу',
  rooms: 'studio:Студия|one:1 комната|two:2 комнаты|three:3 комнаты',
  nested: 'a:Ванная|b:Ванная и туалет|c:Туалет',
  english: 'delivery:Home delivery|pickup:Pick it up myself|other_city:Another city',
};
const choose = (list: keyof typeof lists, exact = false) => {
  const options = lists[list].split('|').map(each => ({ value: each.split(':')[0] ?? '', label: each.split(':')[1] ?? '' }));
  return (text: string): string => options[readOption(options, text, { exact }) ?? -1]?.value ?? 'none';
};

describe('an option', () => {
  it('is meant by its label, value, number, and by words that are its alone', () => {
    const works = rows(`
      Ванная = bath
      ванная = bath
      ВАННАЯ = bath
      вАННАЯ = bath
      Ванная! = bath
      " ванная " = bath
      «Ванная» = bath
      bath = bath
      BATH = bath
      1 = bath
      1. = bath
      1) = bath
      №1 = bath
      # 1 = bath
      номер 1 = bath
      вариант 1 = bath
      1-й = bath
      1 вариант = bath
      первый = bath
      Первое = bath
      первый вариант = bath
      ваная = bath
      ваннная = bath
      ванная пожалуйста = bath
      мне нужна ванная = bath
      это ванная = bath
      Квартира под ключ = flat
      квартира под ключ. = flat
      КВАРТИРА ПОД КЛЮЧ = flat
      квартира = flat
      под ключ = flat
      квартира  под  ключ = flat
      квартира-под-ключ = flat
      квартира под клюс = flat
      2 = flat
      второй = flat
      второе = flat
      flat = flat
      кухня-гостиная = kitchen
      Кухня гостиная = kitchen
      кухня = kitchen
      гостиная = kitchen
      3 = kitchen
      третий = kitchen
      третье = kitchen
      Просто спросить = ask
      просто спросит = ask
      спросить = ask
      просто спросить пока = ask
      4 = ask
      жёлтая ёлка = yellow
      Желтая елка = yellow
      ЖЕЛТАЯ ЁЛКА = yellow
      ёлка = yellow
      желтая = yellow
      5 = yellow
      Всё и сразу = ok
      все и сразу = ok
      ✅ Всё и сразу = ok
      ✅ все и сразу! = ok
      6 = ok
      шестой = ok`);
    expect(works.length).toBeGreaterThanOrEqual(60);
    expectTable(works, choose('works'));
    expectTable(
      rows('2 = two\n2 комнаты = two\n1 = one\n3 = three\nстудия = studio\nпервый = studio\n4 = three'),
      choose('rooms'),
    );
    expectTable(rows('Ванная и туалет = b\nванная = a\nтуалет = c\nнужна ванная и туалет = b'), choose('nested'));
    expectTable(
      rows(
        'home delivery = delivery\ndelivery = delivery\npick it up = pickup\nthe second one = pickup\noption 3 = other_city\nanother city please = other_city',
      ),
      choose('english'),
    );
  });

  it('is not meant by what fits several, none, or says no', () => {
    const texts =
      'балкон|0|7|12|99|1000|седьмой|1 и 2|1,2|ванная и кухня|ванная или квартира|не ванная|только не ванная|без ванной|кроме ванной|любой|не знаю|все|и|под|ключи|?|👍|да|нет|в ванной комнате на даче у бабушки|а|в|-1|1.5|первый второй|другое'.split(
        '|',
      );
    expect(texts.length).toBeGreaterThanOrEqual(30);
    expectTable(
      texts.map(text => [text, 'none'] as const),
      choose('works'),
    );
  });

  it('is only what names it where own words answer too', () => {
    expectTable(
      rows('Ванная = bath\n1 = bath\nваная = bath\nмне нужна ванная = none\nквартира = none\nспросить = none'),
      choose('works', true),
    );
  });
});
