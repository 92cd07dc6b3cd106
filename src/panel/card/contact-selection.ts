import { z } from 'zod';
import { type ContactFilter, categories, temperatures } from '../../contacts/index.ts';
import { may, type Staff } from '../../staff/index.ts';

/** Nobody's, in the address. */
export const nobody = 'none';

/** What the list of contacts is narrowed by, as it stands in an address: the list and the export mean the same cards by it. */
export const contactSelection = z.object({
  q: z.string().trim().max(200).catch(''),
  tag: z.string().trim().max(100).catch(''),
  owner: z.string().trim().max(100).catch(''),
  temperature: z.enum(['', ...temperatures]).catch(''),
  category: z.enum(['', ...categories]).catch(''),
  deals: z.enum(['', 'yes']).catch(''),
  segment: z.string().trim().max(100).catch(''),
});

/** The cards of a selection that one of the staff may see, of whichever segment. */
export function filterOf(staff: Staff, selection: z.infer<typeof contactSelection>): ContactFilter {
  const { q, tag, owner, temperature, category, deals } = selection;
  const narrowed: ContactFilter = { query: q, role: staff.role };
  if (tag) narrowed.tag = tag;
  if (owner) narrowed.owner = owner === nobody ? null : owner;
  if (temperature) narrowed.temperature = temperature;
  if (category) narrowed.category = category;
  if (deals) narrowed.openDeals = true;
  if (!may(staff, 'seeAll')) narrowed.visibleTo = staff.id;
  return narrowed;
}
