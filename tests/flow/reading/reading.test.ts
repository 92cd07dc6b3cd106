import { describe, expect, it } from 'vitest';
import { readEmail } from '../../../src/flow/reading/read-email.ts';
import { readNumber } from '../../../src/flow/reading/read-number.ts';
import { formatPhone, readPhone } from '../../../src/flow/reading/read-phone.ts';
import { readYesNo } from '../../../src/flow/reading/read-yes-no.ts';

describe('a phone', () => {
  it.each([
    ['+79991234567', '+79991234567'],
    ['8 (999) 123-45-67', '+79991234567'],
    ['8-999-123-45-67', '+79991234567'],
    ['7 999 123-45-67', '+79991234567'],
    ['79991234567', '+79991234567'],
    ['9991234567', '+79991234567'],
    ['(999) 123 45 67', '+79991234567'],
    ['+7(999)123.45.67', '+79991234567'],
    ['мой номер 8 999 123 45 67, звоните', '+79991234567'],
    ['тел. 8(999)1234567 Анна', '+79991234567'],
    ['+7 999 123-45-67 доб. 12', '+79991234567'],
    ['+7 999 123-45-67 ext 5', '+79991234567'],
    ['８９９９１２３４５６７', '+79991234567'],
    ['٨٩٩٩١٢٣٤٥٦٧', '+79991234567'],
    ['+7 (495) 000-00-01', '+74950000001'],
    ['+375 29 123-45-67', '+375291234567'],
    ['375291234567', '+375291234567'],
    ['+49 30 901820', '+4930901820'],
    ['00 49 30 901820', '+4930901820'],
    ['8 10 49 30 901820', '+4930901820'],
    ['+1 415 555 2671', '+14155552671'],
  ])('is read from "%s"', (text, phone) => {
    expect(readPhone(text, 'RU')).toEqual({ ok: true, phone });
  });

  it.each([
    ['не скажу', 'none'],
    ['', 'none'],
    ['123', 'short'],
    ['8 999 1', 'short'],
    ['8 999 123 45 6', 'wrong'],
    ['+7 999 123 45 678', 'wrong'],
    ['89991234567 89997654321', 'many'],
    ['89991234567, 89997654321', 'many'],
  ])('is not read from "%s"', (text, why) => {
    expect(readPhone(text, 'RU')).toEqual({ ok: false, why });
  });

  it('is read as of the country of the flow', () => {
    expect(readPhone('0151 12345678', 'DE')).toEqual({ ok: true, phone: '+4915112345678' });
    expect(readPhone('(415) 555-2671', 'US')).toEqual({ ok: true, phone: '+14155552671' });
    expect(readPhone('8 999 123-45-67', 'XX')).toEqual({ ok: true, phone: '+79991234567' });
  });

  it('is shown as its country writes it', () => {
    expect(formatPhone('+79991234567')).toBe('+7 999 123-45-67');
    expect(formatPhone('+14155552671')).toBe('+1 415 555 2671');
    expect(formatPhone('nothing')).toBe('nothing');
  });
});

describe('a number', () => {
  it.each([
    ['42', 42],
    ['42,5', 42.5],
    ['42.5', 42.5],
    ['1 200', 1200],
    ['1\u00a0200', 1200],
    ['1 200,50', 1200.5],
    ['1.200,50', 1200.5],
    ['1,200.50', 1200.5],
    ["1'200", 1200],
    ['1 200 000', 1_200_000],
    ['1,200,000', 1_200_000],
    ['1.2 тыс', 1200],
    ['1,2 тыс.', 1200],
    ['300 тысяч рублей', 300_000],
    ['300к', 300_000],
    ['300 k', 300_000],
    ['1,5 млн руб', 1_500_000],
    ['2 миллиона', 2_000_000],
    ['около 40 метров', 40],
    ['~50', 50],
    ['42 кв. м.', 42],
    ['42м2', 42],
    ['42 м²', 42],
    ['100 ₽', 100],
    ['$100', 100],
    ['-5', -5],
    ['−5', -5],
    ['5.', 5],
    ['3 комнаты', 3],
    ['0', 0],
  ])('is read from "%s"', (text, number) => {
    expect(readNumber(text, { language: 'ru' })).toEqual({ ok: true, number });
  });

  it.each(['', 'сорок', '2 по 18', '12 34', '1e5', '1,2,3', '1..2', '5 6', 'от 5 до 10', '0x10', '∞', '9'.repeat(40), '1/2'])(
    'is not read from "%s"',
    text => {
      expect(readNumber(text, { language: 'ru' })).toEqual({ ok: false });
    },
  );

  it('has its comma by the language', () => {
    expect(readNumber('1,200', { language: 'ru' })).toEqual({ ok: true, number: 1.2 });
    expect(readNumber('1,200', { language: 'en' })).toEqual({ ok: true, number: 1200 });
  });
});

describe('an e-mail address', () => {
  it.each([
    ['Anna@Mail.RU', 'anna@mail.ru'],
    ['пишите на anna@ya.ru!', 'anna@ya.ru'],
    ['mailto:anna@list.ru', 'anna@list.ru'],
    ['anna.petrova+shop@example.org.', 'anna.petrova+shop@example.org'],
    ['anna @ example.org', 'anna@example.org'],
    ['анна@почта.рф', 'анна@почта.рф'],
  ])('is read from "%s"', (text, email) => {
    expect(readEmail(text)).toEqual({ ok: true, email });
  });

  it.each([
    ['anna@gmial.com', 'anna@gmail.com'],
    ['anna@gmai.com', 'anna@gmail.com'],
    ['anna@gmaill.com', 'anna@gmail.com'],
    ['anna@yandex.ry', 'anna@yandex.ru'],
    ['anna@maill.ru', 'anna@mail.ru'],
    ['anna@outlok.com', 'anna@outlook.com'],
  ])('has a slip in "%s"', (text, suggested) => {
    expect(readEmail(text)).toEqual({ ok: true, email: text, suggested });
  });

  it.each([
    ['нет почты', 'none'],
    ['@anna', 'wrong'],
    ['a@b', 'wrong'],
    ['a@b.c', 'wrong'],
    ['a..b@mail.ru', 'wrong'],
    ['a@-mail.ru', 'wrong'],
    [`${'a'.repeat(65)}@mail.ru`, 'wrong'],
    ['a@b.ru, c@d.ru', 'many'],
  ])('is not read from "%s"', (text, why) => {
    expect(readEmail(text)).toEqual({ ok: false, why });
  });
});

describe('yes and no', () => {
  it.each([
    'да',
    'Да!',
    'ДА',
    'ага',
    'Конечно.',
    'всё верно',
    'ок',
    'да, спасибо',
    'yes',
    'Yep',
    'sure',
    '+',
    '👍',
    '👍🏽',
    '✅',
  ])('"%s" is yes', text => {
    expect(readYesNo(text)).toBe(true);
  });
  it.each(['нет', 'Не', 'неа', 'нет, спасибо', 'не верно', 'no', 'Nope', '-', '👎', '❌'])('"%s" is no', text => {
    expect(readYesNo(text)).toBe(false);
  });
  it.each(['', 'может быть', 'да нет наверное не знаю', 'нету времени', 'все', '42'])('"%s" is neither', text => {
    expect(readYesNo(text)).toBeUndefined();
  });
});
