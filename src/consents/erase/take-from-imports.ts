import { open } from './open.ts';

interface Report {
  import: string;
  rows: { row: number; contact?: string }[];
}

/** Takes the rows of people out of imported tables and of what was told of these rows. The table itself goes with its import. */
export async function takeFromImports(contacts: string[]): Promise<void> {
  const wanted = { $in: contacts };
  const reports = await open('importReports')
    .find<Report & { _id: string }>({ 'rows.contact': wanted }, { projection: { import: 1, 'rows.row': 1, 'rows.contact': 1 } })
    .toArray();
  for (const { _id, import: id, rows } of reports) {
    const theirs = rows.filter(({ contact }) => contact !== undefined && contacts.includes(contact)).map(({ row }) => row);
    await open('importChunks').updateMany({ import: id }, { $pull: { rows: { number: { $in: theirs } } } as never });
    await open('importReports').updateOne({ _id }, { $pull: { rows: { contact: wanted } } as never });
  }
}
