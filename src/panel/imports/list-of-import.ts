import { type Import, streamReports } from '../../imports/index.ts';
import { addToList, listSegments } from '../../segments/index.ts';

/** Puts everybody whom an import has written on a list; answers how many are new on it. AppErrors of `addToList`. */
export async function putImportOnList(
  item: Import,
  list: string,
  by: { by: string; now: Date; timeZone: string },
): Promise<number> {
  const contacts = new Set<string>();
  for await (const { contact } of streamReports(item, 'run', {})) if (contact) contacts.add(contact);
  return addToList(list, [...contacts], by);
}

/** The lists that there are, to choose from. */
export async function listsToChoose(): Promise<{ value: string; name: string }[]> {
  const lists = (await listSegments()).filter(({ kind }) => kind === 'list');
  return lists.map(({ id, name }) => ({ value: id, name }));
}
