import { type Contact, mergesOf } from '../../contacts/index.ts';
import { may } from '../../staff/index.ts';
import { contactName } from '../present-contact.ts';
import type { Viewer } from '../viewer.ts';

/** What a card tells of merges and of the trash, and what may be done about it. Cards that were never merged cost no look. */
export async function loadMerging(viewer: Viewer, contact: Contact) {
  const { staff } = viewer;
  const [writes, deletes] = (['write', 'delete'] as const).map(right => staff !== undefined && may(staff, right));
  const known = contact.merged ? await mergesOf(contact.id) : [];
  const present = known.filter(({ id }) => contact.merged?.includes(id));
  const isTrashed = contact.deletedAt !== undefined;
  return {
    id: contact.id,
    isTrashed,
    canRestore: deletes === true,
    canTrash: deletes === true && !isTrashed,
    ...(writes && !isTrashed && { mergeHref: `/contacts/merges/with?${new URLSearchParams({ one: contact.id })}` }),
    ...(writes && {
      merges: present.map(({ id, before }) => ({ href: `/contacts/merges/${id}`, name: contactName(viewer, before.loser) })),
    }),
  };
}
