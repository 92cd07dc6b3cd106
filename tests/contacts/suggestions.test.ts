import { describe, expect, it } from 'vitest';
import { type Contact, suggestionsFor, zoneOf } from '../../src/contacts/index.ts';
import { suggestGender, suggestName } from '../../src/contacts/suggest/suggest-name.ts';

const blank: Contact = {
  id: 'c1',
  phones: [],
  emails: [],
  fields: {},
  tags: [],
  score: 0,
  identities: [],
  source: {},
  consents: {},
  createdAt: new Date(0),
  changedAt: new Date(0),
  lastActivityAt: new Date(0),
};
const values = (card: Partial<Contact>) =>
  Object.fromEntries(suggestionsFor({ ...blank, ...card }).map(({ field, value }) => [field, value]));
const nameOf = (name: string) => suggestionsFor({ ...blank, name }).find(({ field }) => field === 'name')?.set;

describe('a name', () => {
  it.each([
    ['ПЕТРОВА анна', { name: 'Анна Петрова', firstName: 'Анна', lastName: 'Петрова' }],
    ['Иванова Мария Сергеевна', { name: 'Мария Иванова', firstName: 'Мария', lastName: 'Иванова', middleName: 'Сергеевна' }],
    ['олег игоревич громов', { name: 'Олег Громов', firstName: 'Олег', lastName: 'Громов', middleName: 'Игоревич' }],
    ['JOHN smith', { name: 'John Smith', firstName: 'John', lastName: 'Smith' }],
    ['римская-корсакова ольга', { name: 'Ольга Римская-Корсакова', firstName: 'Ольга', lastName: 'Римская-Корсакова' }],
    ['Анна Петровна', { name: 'Анна', firstName: 'Анна', middleName: 'Петровна' }],
  ])('%s is put in order', (name, set) => {
    expect(nameOf(name)).toEqual(set);
  });

  it.each(['Анна', 'xX_killer_Xx', 'ООО Ромашка Плюс', 'мой номер 2'])('%s is left as it is', name => {
    expect(nameOf(name)).toBeUndefined();
  });

  it('that stands in order already is not suggested again, nor one that was turned down', () => {
    const done = { name: 'Анна Петрова', firstName: 'Анна', lastName: 'Петрова', gender: 'female' as const };
    expect(values(done)).toEqual({});
    const asked = { ...blank, name: 'ПЕТРОВА анна' };
    const [first] = suggestionsFor(asked);
    expect(suggestionsFor({ ...asked, refused: [first?.id ?? ''] }).some(({ field }) => field === 'name')).toBe(false);
  });
});

describe('what follows of other fields', () => {
  it('the gender by the patronymic before the name', () => {
    expect(values({ firstName: 'Саша', middleName: 'Игоревна' })).toMatchObject({ gender: 'female' });
    expect(values({ firstName: 'Никита' })).toMatchObject({ gender: 'male' });
    expect(values({ firstName: 'Саша' })).not.toHaveProperty('gender');
  });

  it.each([
    ['анна-мария кузнецова', 'Кузнецова Анна-Мария', 'female'],
    ['Гагик АРУТЮНЯН', 'Арутюнян Гагик', 'male'],
    ['юлаев салават', 'Юлаев Салават', 'male'],
    ['Эльвира Набиуллина', 'Набиуллина Эльвира', 'female'],
    ['алиев тимур рашид оглы', 'Алиев Тимур Рашид оглы', 'male'],
    ['Лейла Ахмед Кызы Мамедова', 'Мамедова Лейла Ахмед кызы', 'female'],
    ['МКРТЧЯН ФРУНЗИК', 'Мкртчян Фрунзик', 'male'],
    ['бериташвили нино', 'Бериташвили Нино', 'female'],
    ['женя петрова', 'Петрова Женя', undefined],
    ["O'NEIL sean", "O'Neil Sean", 'male'],
    ['магазин окон', undefined, undefined],
  ])('the parts of %s', (typed, whole, gender) => {
    const parts = suggestName(typed);
    const said = parts && [parts.lastName, parts.firstName, parts.middleName].filter(Boolean).join(' ');
    expect([said, parts && suggestGender(parts)]).toEqual([whole, gender]);
  });

  it('region, country and time zone by the city, whose name is put in order too', () => {
    expect(values({ city: 'спб' })).toEqual({ city: 'Санкт-Петербург', country: 'RU', timeZone: 'Europe/Moscow' });
    expect(values({ city: 'г. Новосибирск', region: 'Новосибирская обл.', country: 'RU' })).toEqual({
      city: 'Новосибирск',
      timeZone: 'Asia/Novosibirsk',
    });
  });

  it('of a mobile phone only the country, of a landline the region and its zone', () => {
    expect(values({ phones: ['+79991234567'] })).toEqual({ country: 'RU' });
    expect(values({ phones: ['+73832000000'] })).toMatchObject({ region: 'Новосибирская область', timeZone: 'Asia/Novosibirsk' });
  });

  it('a slip in the domain of an e-mail, and none in a right one', () => {
    expect(values({ emails: ['anna@gmial.com'] })).toEqual({ email: 'anna@gmail.com' });
    expect(values({ emails: ['anna@yadnex.ru'] })).toEqual({ email: 'anna@yandex.ru' });
    expect(values({ emails: ['anna@mial.ru'] })).toEqual({ email: 'anna@mail.ru' });
    expect(values({ emails: ['anna@bk.ru', 'anna@firma.ru', 'a@mail.com', 'a@email.ru1'] })).toEqual({});
  });

  it('the local time is known by what is known', () => {
    expect(zoneOf({ ...blank, city: 'Омск' })).toEqual({ timeZone: 'Asia/Omsk', from: 'city' });
    expect(zoneOf({ ...blank, region: 'Приморский край' })).toEqual({ timeZone: 'Asia/Vladivostok', from: 'region' });
    expect(zoneOf({ ...blank, phones: ['+79991234567'] })).toBeUndefined();
  });
});
