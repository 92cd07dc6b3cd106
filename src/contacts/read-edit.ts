import { AppError } from '../lib/app-error.ts';
import type { FieldValue } from './contact.ts';
import type { ContactEdit } from './contact-edit.ts';
import { fieldSettings } from './field-settings.ts';
import type { FieldDefinition, ReadContext, ReadValue } from './field-types.ts';
import { readFieldValue } from './read-field-value.ts';
import { readStandardField, type StandardFieldName, standardFieldNames } from './read-standard-field.ts';

/** An edit with every value in its canonical form; `null` takes a custom value away, an empty text a standard one. */
export interface ReadEdit {
  set: Partial<Record<StandardFieldName, string>>;
  custom: Record<string, FieldValue>;
  phones: Required<ContactEdit>['phones'];
  emails: Required<ContactEdit>['emails'];
}

type Problem = Extract<ReadValue, { problem: unknown }>['problem'];

/**
 * Reads what was typed. AppError with the code of the first problem; its facts name every field that cannot be read: `field` the first,
 * `problems` all of them.
 */
export async function readEdit(
  edit: ContactEdit,
  context: ReadContext,
  onCard: Readonly<Record<string, FieldValue>>,
): Promise<ReadEdit> {
  const problems: Record<string, Problem> = {};
  const keep = <V>(field: string, read: ReadValue<V>): V | undefined => {
    if ('value' in read) return read.value;
    problems[field] = read.problem;
    return undefined;
  };
  const set: ReadEdit['set'] = {};
  for (const field of standardFieldNames) {
    const typed = edit[field];
    const value = typed === undefined ? undefined : keep(field, readStandardField(field, typed, context));
    if (value !== undefined) set[field] = value;
  }
  const custom: ReadEdit['custom'] = {};
  const definitions = edit.custom ? await fieldSettings() : [];
  for (const [key, typed] of Object.entries(edit.custom ?? {})) {
    const value = keep(`fields.${key}`, readCustom(key, typed, { definitions, onCard, context }));
    if (value !== undefined) custom[key] = value;
  }
  const [phones, emails] = (['phone', 'email'] as const).map(field => {
    const { add, ...rest } = edit[field === 'phone' ? 'phones' : 'emails'] ?? {};
    const value = add === undefined ? undefined : keep(field, readStandardField(field, add, context));
    return { ...rest, ...(value && { add: value }) };
  });
  const [first] = Object.entries(problems);
  if (first) throw new AppError(first[1].code, first[1].message, { ...first[1].facts, field: first[0], problems });
  return { set, custom, phones: phones ?? {}, emails: emails ?? {} };
}

function readCustom(
  key: string,
  typed: unknown,
  {
    definitions,
    onCard,
    context,
  }: { definitions: FieldDefinition[]; onCard: Readonly<Record<string, FieldValue>>; context: ReadContext },
): ReadValue {
  const definition = definitions.find(field => field.key === key);
  if (definition) return readFieldValue(definition, typed, context);
  // What a flow wrote and nobody defined can be put right all the same; a name that nobody knows is a mistake.
  if (Object.hasOwn(onCard, key))
    return readFieldValue({ type: 'text', title: key, choices: [], required: false }, typed, context);
  return { problem: { code: 'contacts.unknown_field', message: `There is no field "${key}".`, facts: { field: key } } };
}
