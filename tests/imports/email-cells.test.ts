import { expect, it } from 'vitest';
import { readRow } from '../../src/imports/rows/read-row.ts';

const read = (cell: string) =>
  readRow(
    { number: 2, cells: [cell] },
    {
      region: 'RU',
      language: 'ru',
      targets: ['email'],
      headings: ['Почта'],
      definitions: [],
      owners: new Map(),
      timeZone: 'Europe/Moscow',
    },
  );

it.each([
  ['a@mail.ru,b@mail.ru; info@почта.рф', ['a@mail.ru', 'b@mail.ru', 'info@почта.рф']],
  ['a@mail.ru, b@mail.ru\nc@mail.ru,', ['a@mail.ru', 'b@mail.ru', 'c@mail.ru']],
])('a cell of several e-mails is read as all of them: %j', (cell, emails) => {
  expect(read(cell)).toMatchObject({ values: { emails }, problems: [] });
});

it.each(['a@mail,ru', 'a@mail, ru', 'A@mail,ru'])('a comma for a dot is asked about and taken for no two addresses: %s', cell => {
  expect(read(`${cell}; b@mail.ru`)).toMatchObject({
    values: { emails: ['b@mail.ru'] },
    problems: [{ column: 0, code: 'contacts.maybe_email', facts: { maybe: 'a@mail.ru' } }],
  });
});
