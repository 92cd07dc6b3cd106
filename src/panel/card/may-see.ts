import { type Contact, getContact } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { may } from '../../staff/index.ts';
import type { Viewer } from '../viewer.ts';

/** Without `seeAll` a person sees their own cards and nobody's. */
export function maySeeContact({ staff }: Pick<Viewer, 'staff'>, { owner }: Pick<Contact, 'owner'>): boolean {
  return staff !== undefined && (may(staff, 'seeAll') || owner === undefined || owner === staff.id);
}

/** A card for who may see it; AppError `contacts.not_found` also where it is another's: its being there is none of theirs either. */
export async function visibleContact(viewer: Pick<Viewer, 'staff'>, id: string | string[] | undefined): Promise<Contact> {
  const contact = typeof id === 'string' ? await getContact(id) : undefined;
  if (!contact || !maySeeContact(viewer, contact)) throw new AppError('contacts.not_found', 'There is no such contact.', { id });
  return contact;
}
