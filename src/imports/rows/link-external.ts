import { insertNew, updateCommand } from '../../db/index.ts';
import { externalIds } from '../store/import-model.ts';

/** Remembers which card a number of another program belongs to, so that the next table finds it. The latest import is believed. */
export async function linkExternal(item: string, links: { external: string; contact: string }[]): Promise<void> {
  if (links.length === 0) return;
  const documents = [...new Map(links.map(({ external, contact }) => [external, contact]))].map(([_id, contact]) => ({
    _id,
    contact,
    import: item,
  }));
  const fresh = await insertNew(externalIds, documents);
  const known = documents.filter((_, i) => !fresh[i]);
  if (known.length === 0) return;
  await updateCommand(
    externalIds,
    // Whose it was first stays, or a rollback of this import would forget what another one brought.
    known.map(({ _id, contact }) => ({ q: { _id, contact: { $ne: contact } }, u: { $set: { contact, import: item } } })),
  );
}

/** Forgets the numbers that an import brought for these cards. */
export async function unlinkExternal(item: string, externals: string[]): Promise<void> {
  if (externals.length > 0) await externalIds.deleteMany({ _id: { $in: externals }, import: item });
}
