import { describe, expect, it } from 'vitest';
import { readEmail } from '../../../src/flow/reading/read-email.ts';
import { expectTable, rows } from './tables.ts';

const words = (text: string): string => {
  const read = readEmail(text);
  if (!read.ok) return read.why;
  return `${read.email}${read.suggested ? ` ? ${read.suggested}` : ''}${read.repaired ? ' !' : ''}`;
};

describe('an e-mail address', () => {
  it('is read in any surroundings; a slip is asked about (?), a clear one put right (!)', () => {
    const table = rows(`
      anna@mail.ru = anna@mail.ru
      Anna@Mail.RU = anna@mail.ru
      ANNA@GMAIL.COM = anna@gmail.com
      пишите на anna@ya.ru! = anna@ya.ru
      почта: anna@ya.ru = anna@ya.ru
      mailto:anna@list.ru = anna@list.ru
      <anna@bk.ru> = anna@bk.ru
      (anna@bk.ru) = anna@bk.ru
      "anna@inbox.ru" = anna@inbox.ru
      Анна Ковалёва <anna@inbox.ru> = anna@inbox.ru
      anna@mail.ru, спасибо = anna@mail.ru
      anna@mail.ru anna@mail.ru = anna@mail.ru
      anna.petrova+shop@example.org. = anna.petrova+shop@example.org
      anna_petrova@example.org = anna_petrova@example.org
      anna-petrova@example.org = anna-petrova@example.org
      a@example.org = a@example.org
      12345@qq.com = 12345@qq.com
      anna @ example.org = anna@example.org
      anna@ example.org = anna@example.org
      anna@sub.example.co.uk = anna@sub.example.co.uk
      anna@shop.moscow = anna@shop.moscow
      anna@xn--80a1acny.xn--p1ai = anna@xn--80a1acny.xn--p1ai
      анна@почта.рф = анна@почта.рф
      anna@vk.com = anna@vk.com
      anna@ukr.net = anna@ukr.net
      anna@tut.by = anna@tut.by
      anna@gmial.com = anna@gmial.com ? anna@gmail.com
      anna@gmai.com = anna@gmai.com ? anna@gmail.com
      anna@gmaill.com = anna@gmaill.com ? anna@gmail.com
      anna@gmail.con = anna@gmail.con ? anna@gmail.com
      anna@gmail.comm = anna@gmail.comm ? anna@gmail.com
      anna@gmail.co = anna@gmail.co ? anna@gmail.com
      anna@gmail.cm = anna@gmail.cm ? anna@gmail.com
      anna@gmail.ru = anna@gmail.ru ? anna@gmail.com
      anna@gnail.com = anna@gnail.com ? anna@gmail.com
      anna@hmail.com = anna@hmail.com ? anna@gmail.com
      anna@yandex.ry = anna@yandex.ry ? anna@yandex.ru
      anna@yndex.ru = anna@yndex.ru ? anna@yandex.ru
      anna@yadnex.ru = anna@yadnex.ru ? anna@yandex.ru
      anna@yandeks.ru = anna@yandeks.ru ? anna@yandex.ru
      anna@yande.ru = anna@yande.ru ? anna@yandex.ru
      anna@ya.ry = anna@ya.ry ? anna@ya.ru
      anna@maill.ru = anna@maill.ru ? anna@mail.ru
      anna@meil.ru = anna@meil.ru ? anna@mail.ru
      anna@mial.ru = anna@mial.ru ? anna@mail.ru
      anna@mail.tu = anna@mail.tu ? anna@mail.ru
      anna@mail.ry = anna@mail.ry ? anna@mail.ru
      anna@mailru = anna@mailru ? anna@mail.ru
      anna@gmailcom = anna@gmailcom ? anna@gmail.com
      anna@ramler.ru = anna@ramler.ru ? anna@rambler.ru
      anna@outlok.com = anna@outlok.com ? anna@outlook.com
      anna@hotmial.com = anna@hotmial.com ? anna@hotmail.com
      anna@iclod.com = anna@iclod.com ? anna@icloud.com
      anna@icloud.ru = anna@icloud.ru ? anna@icloud.com
      anna@shop.con = anna@shop.con ? anna@shop.com
      аnna@mail.ru = аnna@mail.ru ? anna@mail.ru
      anna@mаil.ru = anna@mаil.ru ? anna@mail.ru
      annа@gmail.com = annа@gmail.com ? anna@gmail.com
      anna@яндекс.ру = anna@яндекс.ру ? anna@yandex.ru
      anna@-mail.ru = anna@-mail.ru ? anna@mail.ru
      anna@mail,ru = anna@mail.ru !
      anna@mail. ru = anna@mail.ru !
      anna@mail ru = anna@mail.ru !
      anna собака mail.ru = anna@mail.ru !
      anna собака mail точка ru = anna@mail.ru !
      anna(собака)mail.ru = anna@mail.ru !
      anna at mail dot ru = anna@mail.ru !
      anna [at] example [dot] org = anna@example.org !
      anna(at)mail.ru = anna@mail.ru !
      anna@@mail.ru = anna@mail.ru !
      anna@mail..ru = anna@mail.ru !`);
    expect(table.length).toBeGreaterThanOrEqual(60);
    expectTable(table, words);
  });

  it('is not read from what is none', () => {
    const table = rows(`
      нет почты = none
      нет = none
      не пользуюсь = none
      +7 999 123-45-67 = none
      anna = none
      mail.ru = none
      www.example.org = none
      https://example.org/anna = none
      у меня есть собака = none
      точка = none
      42 = none
      anna.mail.ru = none
      яндекс = none
      👍 = none
      @anna = wrong
      anna@ = wrong
      @ = wrong
      anna@mail = wrong
      a@b = wrong
      a@b.c = wrong
      @mail.ru = wrong
      a..b@mail.ru = wrong
      anna.@mail.ru = wrong
      a@-shop.ru = wrong
      a@shop-.ru = wrong
      anna@192.168.0.1 = wrong
      anna@mail.1 = wrong
      anna @ = wrong
      a@b.ru, c@d.ru = many
      a@b.ru c@d.ru = many
      a@b.ru или c@d.ru = many
      a@b.ru/c@d.ru = many`);
    expect(table.length).toBeGreaterThanOrEqual(30);
    expectTable(table, words);
    expect(words(`${'a'.repeat(65)}@mail.ru`)).toBe('wrong');
  });
});
