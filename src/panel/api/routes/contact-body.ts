import { z } from 'zod';
import { categories, standardFieldNames, temperatures } from '../../../contacts/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import type { Caller } from '../authenticate.ts';
import { line } from '../means.ts';

const standard = Object.fromEntries(standardFieldNames.map(name => [name, line(2000).nullable().exactOptional()])) as Record<
  (typeof standardFieldNames)[number],
  z.ZodExactOptional<z.ZodNullable<z.ZodString>>
>;
export const tags = z.array(z.string().min(1).max(100)).max(100);
const list = z.strictObject({
  add: line(200).exactOptional(),
  remove: line(200).exactOptional(),
  first: line(200).exactOptional(),
});

/** A card as it is given: values are read as people type them, and kept in their canonical form. */
export const contactBody = z
  .strictObject({
    ...standard,
    phones: list.exactOptional(),
    emails: list.exactOptional(),
    fields: z.record(z.string().max(100), z.unknown()).exactOptional().describe('Custom fields by key; null takes away'),
    tags: tags.exactOptional().describe('The whole new list'),
    addTags: tags.exactOptional(),
    removeTags: tags.exactOptional(),
    owner: line(100).nullable().exactOptional(),
    temperature: z.enum(temperatures).nullable().exactOptional(),
    category: z.enum(categories).nullable().exactOptional(),
    lostReason: line(500).exactOptional(),
  })
  .meta({ id: 'ContactEdit' });

type ContactBody = z.output<typeof contactBody>;

/** What is to be written; a field that its author is not shown is not there for them: AppError `contacts.unknown_field`. */
export function editFrom({ body, key }: { body: ContactBody; key: Caller }) {
  const hidden = Object.keys(body.fields ?? {}).filter(name => key.hidden.has(name));
  const problems = Object.fromEntries(hidden.map(name => [`fields.${name}`, { message: 'Unknown.' }]));
  if (hidden.length > 0) throw new AppError('contacts.unknown_field', 'There is no such field.', { problems });
  return toEdit(body);
}

/** The body in the words of the contacts room, where an empty text takes away. */
function toEdit({
  phones,
  emails,
  fields,
  tags: all,
  addTags,
  removeTags,
  owner,
  temperature,
  category,
  lostReason,
  ...rest
}: ContactBody) {
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? ''])),
    ...(phones && { phones }),
    ...(emails && { emails }),
    ...(fields && { custom: fields }),
    ...(all && { tags: all }),
    ...(addTags && { addTags }),
    ...(removeTags && { removeTags }),
    ...(owner !== undefined && { owner }),
    ...(temperature !== undefined && { temperature }),
    ...(category !== undefined && { category }),
    ...(lostReason !== undefined && { lostReason }),
  };
}
