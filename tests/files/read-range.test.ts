import { describe, expect, it } from 'vitest';
import { dispositionOf, readRange } from '../../src/files/index.ts';

const file = { id: 'abc', size: 100 };

describe('readRange', () => {
  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=90-', 90, 99],
    ['bytes=-10', 90, 99],
    ['bytes=-500', 0, 99],
    ['bytes=50-500', 50, 99],
  ])('gives the stretch %s', (range, start, end) => {
    expect(readRange(file, { range })).toEqual({ kind: 'part', size: 100, etag: '"abc"', range: { start, end } });
  });

  it.each(['bytes=0-1,5-6', 'bytes=9-3', 'bytes=-', 'lines=1-2', 'bytes=a-b'])('gives the whole for %s', range => {
    expect(readRange(file, { range })).toMatchObject({ kind: 'whole', size: 100 });
  });

  it.each(['bytes=100-', 'bytes=200-300', 'bytes=-0'])('refuses %s, which lies outside', range => {
    expect(readRange(file, { range }).kind).toBe('unsatisfiable');
  });

  it('gives the whole when the stretch was of another version', () => {
    expect(readRange(file, { range: 'bytes=0-9', ifRange: '"other"' }).kind).toBe('whole');
    expect(readRange(file, { range: 'bytes=0-9', ifRange: '"abc"' }).kind).toBe('part');
  });
});

describe('dispositionOf', () => {
  it('carries a Russian name in both forms and breaks out of neither', () => {
    const header = dispositionOf({ name: 'Смета "2026"\r\n.pdf', mime: 'application/pdf' });
    expect(header).toBe(
      `attachment; filename="_____ _2026___.pdf"; filename*=UTF-8''%D0%A1%D0%BC%D0%B5%D1%82%D0%B0%20%222026%22%0D%0A.pdf`,
    );
  });
});
