import type { Staff, StoredAuditEntry } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { auditDetails, auditWhat, whoDid } from './present-audit.ts';

/** Excel takes a file for UTF-8 by this mark alone. */
const mark = '\uFEFF';

/** The audit as lines of CSV, as it is read from the database. */
export async function* auditRows(
  viewer: Viewer,
  entries: AsyncIterable<StoredAuditEntry>,
  people: ReadonlyMap<string, Staff>,
): AsyncGenerator<string> {
  const words = (key: string) => t(viewer.language, `panel:audit.${key}`);
  yield mark + line(['when', 'who', 'action', 'subject', 'contact', 'details', 'address'].map(words));
  for await (const entry of entries) {
    const subject = entry.subject && (people.get(entry.subject)?.name ?? entry.subject);
    yield line([
      entry.at.toISOString(),
      whoDid(entry, people),
      auditWhat(viewer, entry),
      subject ?? '',
      entry.contact ?? '',
      auditDetails(viewer, entry, people),
      entry.address ?? '',
    ]);
  }
}

/** Quoted throughout; what a spreadsheet would take for a formula is led by an apostrophe (OWASP, CSV injection). */
function line(cells: string[]): string {
  const safe = cells.map(cell => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
  return `${safe.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';')}\r\n`;
}
