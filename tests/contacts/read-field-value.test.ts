import { describe, expect, it } from 'vitest';
import { type FieldType, readFieldValue, readStandardField, type StandardFieldName } from '../../src/contacts/index.ts';

const context = { region: 'RU', language: 'ru', staff: new Map([['s1', 'Мария Котова']]) };
const read = (type: FieldType, typed: unknown, required = false) =>
  readFieldValue({ type, title: 'Поле', choices: ['Ванная, кухня', 'Спальня'], required }, typed, context);
const standard = (field: StandardFieldName, typed: string) => readStandardField(field, typed, context);

describe('a value of a custom field', () => {
  it.each<[FieldType, unknown, unknown]>([
    ['text', '  два  слова ', 'два  слова'],
    ['text', 'с\u202eног\u0000', 'сног'],
    ['number', '1 234,5', 1234.5],
    ['number', '1,234.50', 1234.5],
    ['number', '−7', -7],
    ['money', '12 500 руб.', 12_500],
    ['money', '99,999 ₽', 100],
    ['date', '1.2.26', '2026-02-01'],
    ['date', '1.2.31', '2031-02-01'],
    ['date', '1.2.85', '1985-02-01'],
    ['date', '12 мая 2026 г.', '2026-05-12'],
    ['date', '2026-05-12T10:00:00Z', '2026-05-12'],
    ['list', 'спальня', 'Спальня'],
    ['list', 'ванная, кухня', 'Ванная, кухня'],
    ['many', 'Ванная, кухня', ['Ванная, кухня']],
    ['many', 'Спальня, Ванная, кухня', ['Ванная, кухня', 'Спальня']],
    ['many', 'ванная, кухня;Спальня', ['Ванная, кухня', 'Спальня']],
    ['number', '1,234,567', 1_234_567],
    ['number', '1.234.567', 1_234_567],
    ['money', '$12', 12],
    ['date', '12.05.2026 10:00:00', '2026-05-12'],
    ['date', '2026-05-12 10:00', '2026-05-12'],
    ['link', 'пример.рф/цены', 'https://xn--e1afmkfd.xn--p1ai/%D1%86%D0%B5%D0%BD%D1%8B'],
    ['link', 'http://192.168.0.1:8080', 'http://192.168.0.1:8080/'],
    ['text', '\u200b\u00ad', null],
    ['many', ['спальня', 'Ванная, кухня'], ['Ванная, кухня', 'Спальня']],
    ['yesNo', 'Да', true],
    ['yesNo', 'no', false],
    ['link', 'example.org/дом', 'https://example.org/%D0%B4%D0%BE%D0%BC'],
    ['staff', 'мария котова', 's1'],
    ['staff', 's1', 's1'],
    ['number', '', null],
    ['many', [], null],
    ['text', { evil: true }, null],
  ])('of type %s is kept from %j as %j', (type, typed, value) => {
    expect(read(type, typed)).toEqual({ value });
  });

  it.each<[FieldType, unknown, string]>([
    ['number', '12 кв.', 'bad_number'],
    ['number', '1e999', 'bad_number'],
    ['date', '31.02.2026', 'no_such_day'],
    ['date', '45.02.2026', 'bad_date'],
    ['date', '12.05', 'bad_date'],
    ['list', 'Балкон', 'bad_choice'],
    ['many', 'Спальня; Балкон', 'bad_choice'],
    ['yesNo', 'может быть', 'bad_yes_no'],
    ['link', 'javascript:alert(1)', 'bad_link'],
    ['link', 'просто слова', 'bad_link'],
    ['staff', 'Кто-то', 'bad_staff'],
    ['text', 'x'.repeat(5001), 'too_long'],
  ])('of type %s is refused from %j by %s', (type, typed, code) => {
    expect(read(type, typed)).toMatchObject({ problem: { code: `contacts.${code}` } });
  });

  it('may not be nothing where it is required', () => {
    expect(read('text', ' ', true)).toMatchObject({ problem: { code: 'contacts.required', facts: { field: 'Поле' } } });
  });
});

describe('a value of a standard field', () => {
  it.each<[StandardFieldName, string, string]>([
    ['phone', '8 (999) 123-45-67', '+79991234567'],
    ['email', ' Olga@Example.ORG ', 'olga@example.org'],
    ['email', 'Info@Почта.РФ', 'info@почта.рф'],
    ['email', 'info@xn--80a1acny.xn--p1ai', 'info@почта.рф'],
    ['email', 'борис@магазин-окон.рф', 'борис@магазин-окон.рф'],
    ['email', 'info@bücher.de', 'info@bücher.de'],
    ['birthday', '29.02', '--02-29'],
    ['birthday', '7 апреля 1990', '1990-04-07'],
    ['gender', 'Женский', 'female'],
    ['gender', 'Муж.', 'male'],
    ['birthday', '12.05.1990 0:00', '1990-05-12'],
    ['country', 'россия', 'RU'],
    ['country', 'Russian Federation', 'RU'],
    ['country', 'Kazakhstan', 'KZ'],
    ['timeZone', 'europe/moscow', 'Europe/Moscow'],
    ['timeZone', 'Екатеринбург', 'Asia/Yekaterinburg'],
    ['timeZone', 'UTC+5', 'Etc/GMT-5'],
    ['timeZone', 'МСК+2', 'Etc/GMT-5'],
    ['timeZone', 'Etc/GMT-5', 'Etc/GMT-5'],
    ['timeZone', 'мск', 'Europe/Moscow'],
    ['timeZone', 'UTC', 'UTC'],
    ['language', 'русский', 'ru'],
    ['language', 'EN-gb', 'en-GB'],
    ['city', '  Нижний\n Новгород', 'Нижний Новгород'],
    ['company', '', ''],
  ])('%s is kept from %j as %j', (field, typed, value) => {
    expect(standard(field, typed)).toEqual({ value });
  });

  it.each([
    ['31.02.2020', '29.02.2020'],
    ['31.02.2021', '28.02.2021'],
    ['31 июня 1990', '30.06.1990'],
    ['31.04', '30.04'],
    ['05/13/1990', '13.05.1990'],
    ['1990-13-05', '13.05.1990'],
    ['31.02.99', '28.02.1999'],
    ['32.01.1990', undefined],
    ['40/40/1990', undefined],
    ['0.02.1990', undefined],
  ])('asks of the day %s whether it is %s, and takes neither', (typed, maybe) => {
    const read = standard('birthday', typed);
    expect(read).not.toHaveProperty('value');
    expect(read).toMatchObject({ problem: maybe ? { facts: { maybe } } : { code: 'contacts.bad_birthday' } });
  });

  it.each<[StandardFieldName, string]>([
    ['phone', '12'],
    ['email', 'nobody'],
    ['email', 'anna@mаil.ru'],
    ['email', 'анна@mail.ru'],
    ['email', 'info@почта'],
    ['email', 'info@-почта.рф'],
    ['email', 'а@б@почта.рф'],
    ['birthday', '31.02.1990'],
    ['birthday', '12.05.2999'],
    ['gender', '?'],
    ['gender', 'женат'],
    ['gender', 'магазин'],
    ['timeZone', 'UTC+40'],
    ['country', 'Тридевятое'],
    ['timeZone', 'Moon/Sea'],
    ['language', 'эльфийский язык'],
  ])('%s is refused from %j', (field, typed) => {
    expect(standard(field, typed)).toHaveProperty('problem');
  });
});
