import { type Import, type RowResult, streamReports, type ToldRow } from '../../imports/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { phaseShown, reportWords } from './present-import.ts';

const shownRows = 50;
const shownCells = 4;
const shownText = 60;

type Only = RowResult | 'duplicate' | 'all';

/** A page of what became of the rows of an import; nothing while there is nothing to tell. */
export async function presentRows(
  viewer: Viewer,
  item: Import,
  { only, after }: { only: Only; after?: { chunk: number; row: number } },
) {
  const phase = phaseShown(item);
  const isAtWork = item.state === 'checking' || item.state === 'running' || item.state === 'takingBack';
  if (!phase || isAtWork || item.file === '') return undefined;
  const found: ToldRow[] = [];
  for await (const row of streamReports(item, phase, { ...(only !== 'all' && { only }), ...(after && { after }) })) {
    found.push(row);
    if (found.length > shownRows) break;
  }
  const rows = found.slice(0, shownRows);
  const last = rows.at(-1);
  const all = { id: 'all', words: t(viewer.language, 'panel:imports.results.all'), href: `/contacts/import/${item.id}#rows` };
  const address = new URLSearchParams({ only, chunk: String(last?.chunk ?? 0), after: String(last?.row ?? 0) });
  return {
    all: { ...all, on: only === 'all' },
    only,
    list: rows.map(row => ({
      number: row.row,
      result: row.result,
      words: t(viewer.language, `panel:imports.results.${row.result}`),
      cells: row.cells.filter(Boolean).slice(0, shownCells).map(short).join(' · '),
      why: reportWords(viewer, item, row),
      ...(phase !== 'check' || row.result !== 'created' ? row.contact && { href: `/contacts/${row.contact}` } : {}),
      ...(row.duplicate && { href: `/contacts/${row.duplicate}` }),
    })),
    ...(found.length > shownRows && { next: `/contacts/import/${item.id}?${address}#rows` }),
  };
}

const short = (text: string) => (text.length > shownText ? `${text.slice(0, shownText)}…` : text);
