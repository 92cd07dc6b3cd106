import { expect, it } from 'vitest';
import { sayInstant } from '../../../src/flow/text/say-instant.ts';

const now = new Date('2026-03-02T09:00:00Z');
const at = (iso: string, language: 'ru' | 'en' = 'ru', timeZone = 'Europe/Moscow') =>
  sayInstant(new Date(iso), { now, timeZone, language });

it('an instant is said as people say it, on the clock of the contact', () => {
  expect(at('2026-03-02T11:05:00Z')).toBe('14:05');
  expect(at('2026-03-03T07:00:00Z')).toBe('завтра в 10:00');
  expect(at('2026-03-03T07:00:00Z', 'en')).toBe('tomorrow at 10:00');
  expect(at('2026-05-12T07:00:00Z')).toBe('12 мая в 10:00');
  expect(at('2027-05-12T07:00:00Z', 'en')).toBe('May 12, 2027 at 10:00');
  expect(at('2026-03-02T23:30:00Z', 'ru', 'Asia/Vladivostok')).toBe('завтра в 09:30');
});
