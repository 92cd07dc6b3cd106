/** Excel takes a file for UTF-8 by this mark alone. */
const mark = '\uFEFF';

/** A table as CSV that Excel in Russian opens by a double click: UTF-8 with its mark, `;`, everything in quotes. */
export async function* csvLines(headings: string[], rows: AsyncIterable<string[]>): AsyncGenerator<string> {
  yield mark + csvLine(headings);
  let gathered = '';
  for await (const row of rows) {
    gathered += csvLine(row);
    if (gathered.length < stretch) continue;
    yield gathered;
    gathered = '';
  }
  if (gathered) yield gathered;
}

const stretch = 32 * 1024;

/**
 * One line. What a spreadsheet would take for a formula is led by an apostrophe (https://owasp.org/www-community/attacks/CSV_Injection); the import of this program
 * takes it away again.
 */
export function csvLine(cells: string[]): string {
  const safe = cells.map(cell => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';')}\r\n`;
}
