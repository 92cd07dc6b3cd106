import fc from 'fast-check';
import { it } from 'vitest';
import { readEmail } from '../../../src/flow/reading/read-email.ts';
import { readMark } from '../../../src/flow/reading/read-mark.ts';
import { readNumber } from '../../../src/flow/reading/read-number.ts';
import { readOption } from '../../../src/flow/reading/read-option.ts';
import { readPhone } from '../../../src/flow/reading/read-phone.ts';
import { readPlace } from '../../../src/flow/reading/read-place.ts';
import { readYesNo } from '../../../src/flow/reading/read-yes-no.ts';
import { readDate, readDateTime, readTime } from '../../../src/flow/reading/when/read-when.ts';

const when = { now: new Date('2026-11-27T10:00:00Z'), timeZone: 'Europe/Moscow' };
const options = ['Ванная', 'Квартира под ключ', '2 комнаты'].map(label => ({ label, value: label }));

/** Every reader, and whether what it made of a text is in its range. */
const readers: Record<string, (text: string) => boolean> = {
  phone(text) {
    const read = readPhone(text, 'RU');
    return !read.ok || /^\+\d{7,15}$/.test(read.phone);
  },
  email(text) {
    const read = readEmail(text);
    return !read.ok || (/^[^@\s]+@[^@\s]+$/.test(read.email) && read.email.length <= 400);
  },
  number(text) {
    const read = readNumber(text, { language: 'ru' });
    return !read.ok || Math.abs(read.number) <= Number.MAX_SAFE_INTEGER;
  },
  mark(text) {
    const mark = readMark(text, 5);
    return mark === undefined || [1, 2, 3, 4, 5].includes(mark);
  },
  option(text) {
    const index = readOption(options, text);
    return index === undefined || options[index] !== undefined;
  },
  yesNo: text => [true, false, undefined].includes(readYesNo(text)),
  place(text) {
    const place = readPlace(text);
    return place.kind !== 'point' || (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180);
  },
  date(text) {
    const read = readDate(text, when);
    return !read.ok || /^\d{4}-\d\d-\d\d$/.test(read.date);
  },
  time(text) {
    const read = readTime(text, when);
    return !read.ok || /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(read.time);
  },
  datetime(text) {
    const read = readDateTime(text, when);
    return !read.ok || !Number.isNaN(read.at.getTime());
  },
};

const pieces =
  'завтра|в|на|12|05|.|:|мая|пятницу|следующую|через|2|недели|час|без|четверти|пять|пол|третьего|утра|вечером|31|31.12|2027|/|-|next|friday|at|5pm|in|days|#|?|M5|T1|@|anna|mail.ru|собака|+7|8|999|доб|тыс|млн|сто|полтора|с половиной|м²|да|нет|не|из|★|ванная|комнаты|,|№|(|)|constructor|__proto__|toString'.split(
    '|',
  );
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map(each => each.join(' ')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map(each => each.join('')),
  fc.string({ maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
  fc.constantFrom(...['1', ' ', '.', 'a', '@', 'constructor', '__proto__ ', 'пол', '5-', '1 '].map(each => each.repeat(2000))),
);

it.each(Object.entries(readers))(
  '%s: whatever is written, however long, is read within its range, and throws nothing',
  (_, read) => {
    fc.assert(
      fc.property(texts, text => read(text)),
      { numRuns: 1000 },
    );
  },
);
