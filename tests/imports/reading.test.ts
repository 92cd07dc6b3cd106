import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodings } from '../../src/imports/reading/encodings.ts';
import { readRows, shapeOf } from '../../src/imports/reading/read-source.ts';
import { xlsxOf, zipOf } from '../support/make-xlsx.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-reading-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function fileOf(content: Buffer | string): Promise<string> {
  const path = join(folder, `${count++}`);
  await writeFile(path, content);
  return path;
}

async function read(content: Buffer | string, chosen = {}) {
  const path = await fileOf(content);
  const shape = await shapeOf(path, chosen);
  const rows = [];
  for await (const row of readRows(path, shape)) rows.push(row);
  return { shape, rows, cells: rows.map(({ cells }) => cells) };
}

const people =
  'Имя;Телефон;Город\r\nАнна Примерова;+7 999 000-00-01;Санкт-Петербург\r\nИЛЬЯ ОБРАЗЦОВ;8 (999) 000-00-02;Нижний Новгород\r\n';

describe('a CSV', () => {
  it.each(encodings)('in %s is read without being told', async encoding => {
    const { shape, cells } = await read(iconv.encode(people, encoding));
    expect(shape).toMatchObject({ format: 'csv', encoding, separator: ';' });
    expect(cells[1]).toEqual(['Анна Примерова', '+7 999 000-00-01', 'Санкт-Петербург']);
  });

  it.each(['utf8', 'utf16le', 'utf16be'] as const)('with the mark of %s has no mark in its first heading', async encoding => {
    const { cells } = await read(iconv.encode(people, encoding, { addBOM: true }));
    expect(cells[0]?.[0]).toBe('Имя');
  });

  it.each([',', ';', '\t', '|'])('is cut at "%s"', async separator => {
    const { cells } = await read(`Name${separator}Phone\n"Anna${separator} the first"${separator}1\nOleg${separator}2\n`);
    expect(cells).toEqual([
      ['Name', 'Phone'],
      [`Anna${separator} the first`, '1'],
      ['Oleg', '2'],
    ]);
  });

  it('has lines and quotes within cells, rows of any length and empty ones, and keeps their numbers', async () => {
    const { rows } = await read('a;b\n"first\nsecond ""quoted""";2\n\n3;4;5\n6\n');
    expect(rows).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 2, cells: ['first\nsecond "quoted"', '2'] },
      { number: 4, cells: ['3', '4', '5'] },
      { number: 5, cells: ['6'] },
    ]);
  });

  it('is read in the encoding that was chosen', async () => {
    const { cells } = await read(iconv.encode(people, 'koi8-r'), { encoding: 'win1251' });
    expect(cells[0]?.[0]).not.toBe('Имя');
  });

  it('with a line of Excel that tells the separator is cut there', async () => {
    const { rows } = await read('sep=|\na|b;c\n');
    expect(rows).toEqual([{ number: 1, cells: ['a', 'b;c'] }]);
  });

  it('loses null bytes and keeps only the beginning of a cell of ten megabytes', async () => {
    const { rows } = await read(`a;b\nx\0y;${'я'.repeat(5_000_000)}\n1;2\n`);
    expect(rows[1]).toMatchObject({ number: 2, tooLong: [1] });
    expect(rows[1]?.cells[0]).toBe('xy');
    expect(rows[1]?.cells[1]?.length).toBeLessThan(100);
    expect(rows[2]?.cells).toEqual(['1', '2']);
  });

  it('with a quote that nobody closes is refused with the row', async () => {
    await expect(read(`a;b\n1;2\n"x;${'y'.repeat(1000)}\n3;4\n`)).rejects.toMatchObject({
      code: 'imports.open_quote',
      facts: { row: 3 },
    });
  });

  it('with too many columns or rows is refused', async () => {
    await expect(read(`${'a;'.repeat(300)}a\n`)).rejects.toMatchObject({ code: 'imports.too_many_columns' });
    await expect(read('a;b\n'.repeat(200_001))).rejects.toMatchObject({ code: 'imports.too_many_rows' });
  });
});

describe('an XLSX', () => {
  it('gives texts, numbers, dates by their style, and what formulas came to', async () => {
    const { shape, cells } = await read(
      await xlsxOf([
        `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Дата</t></is></c></row>`,
        `<row r="3"><c r="A3"><v>79990000001</v></c><c r="B3" s="1"><v>46154</v></c><c r="D3" t="str"><f>1+1</f><v>=2</v></c></row>`,
        `<row r="4"><c r="A4"><v>0.30000000000000004</v></c><c r="B4" s="1"><v>46154.5</v></c><c r="C4" t="b"><v>1</v></c><c r="D4" t="e"><v>#N/A</v></c></row>`,
      ]),
    );
    expect(shape).toEqual({ format: 'xlsx', sheet: 0, sheets: ['Люди', 'Другие'] });
    expect(cells).toEqual([
      ['Телефон & имя', 'Дата'],
      ['79990000001', '2026-05-12', '', '=2'],
      ['0.3', '2026-05-12T12:00', 'true', '#N/A'],
    ]);
  });

  it('keeps its columns where cells do not say which they are in', async () => {
    const text = (words: string) => `<c t="inlineStr"><is><t>${words}</t></is></c>`;
    const { cells } = await read(
      await xlsxOf([`<row>${text('а')}<c/><c s="1"></c>${text('б')}<c r="F1"><v>1</v></c><c><v>2</v></c></row>`]),
    );
    expect(cells).toEqual([['а', '', '', 'б', '', '1', '2']]);
  });

  it('is read from the sheet that was chosen', async () => {
    const { cells } = await read(await xlsxOf([], [`<row><c t="inlineStr"><is><t>второй</t></is></c></row>`]), { sheet: 1 });
    expect(cells).toEqual([['второй']]);
  });

  it('expands no entities of its own', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
    await expect(read(await xlsxOf([`<row><c t="str"><v>&b;</v></c></row>`], [], bomb))).rejects.toMatchObject({
      code: 'imports.not_a_table',
    });
  });
});

describe('refused is', () => {
  it('a zip of something else', async () => {
    await expect(read(await zipOf({ 'readme.txt': 'hello' }))).rejects.toMatchObject({ code: 'imports.not_a_table' });
  });

  it('a zip that is cut off, and what only begins like one', async () => {
    const whole = await xlsxOf([]);
    await expect(read(whole.subarray(0, whole.length / 2))).rejects.toMatchObject({ code: 'imports.not_a_table' });
    await expect(read('PK and nothing more')).rejects.toMatchObject({ code: 'imports.not_a_table' });
  });

  it('a zip bomb, by what it says of itself and by what it is', async () => {
    const part = 'xl/worksheets/sheet1.xml';
    const honest = saying(await xlsxOf([]), part, 450 * 1024 * 1024);
    await expect(read(honest)).rejects.toMatchObject({ code: 'imports.too_big_unpacked' });
    const lying = saying(await xlsxOf([Buffer.alloc(5 * 1024 * 1024, ' ')]), part, 100);
    await expect(read(lying)).rejects.toMatchObject({ code: 'imports.not_a_table' });
  });

  it('one text without an end, before it fills the memory', async () => {
    const long = await xlsxOf([Buffer.concat([Buffer.from('<row><c t="str"><v>'), Buffer.alloc(17 * 1024 * 1024, 'x')])]);
    await expect(read(long)).rejects.toMatchObject({ code: 'imports.not_a_table' });
  });

  it('a table under a password, and one of an old Excel', async () => {
    const head = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]);
    const locked = Buffer.concat([head, Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(500)]);
    await expect(read(locked)).rejects.toMatchObject({ code: 'imports.protected' });
    await expect(read(head)).rejects.toMatchObject({ code: 'imports.old_excel' });
  });

  it('a picture, a program, a document and nothing at all', async () => {
    for (const start of ['%PDF-1.7', 'MZ\u0090', '<!DOCTYPE html><html>'])
      await expect(read(start)).rejects.toMatchObject({ code: 'imports.not_a_table' });
    await expect(read('')).rejects.toMatchObject({ code: 'imports.empty' });
  });
});

/** The zip with another size of a part in its directory (APPNOTE.TXT 4.3.12). */
function saying(zip: Buffer, part: string, size: number): Buffer {
  const changed = Buffer.from(zip);
  const name = changed.lastIndexOf(part);
  changed.writeUInt32LE(size, name - 46 + 24);
  return changed;
}
