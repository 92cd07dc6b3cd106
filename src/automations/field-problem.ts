import {
  type FieldDefinition,
  readFieldValue,
  readStandardField,
  type StandardFieldName,
  standardFieldNames,
} from '../contacts/index.ts';

interface Around {
  fields: readonly FieldDefinition[];
  staff: ReadonlyMap<string, string>;
  /** It has to hold a date. */
  isDate?: true;
  /** What is to be put into it. */
  value?: string;
}

interface FieldProblem {
  code: 'unknownField' | 'notADate' | 'badValue';
  facts: Record<string, string>;
}

const context = { region: 'RU', language: 'ru' };
export const customPrefix = 'fields.';

/** Whether a name is that of a field that every card has. */
export const isStandard = (name: string): name is StandardFieldName => standardFieldNames.some(known => known === name);

/** What is wrong with a field as the history of cards names it (`birthday`, `fields.<key>`), or with what is to be put into it. Pure. */
export function fieldProblem(name: string, { fields, staff, isDate, value }: Around): FieldProblem | undefined {
  if (isStandard(name)) {
    if (isDate && name !== 'birthday') return { code: 'notADate', facts: { field: name } };
    return value === undefined ? undefined : badValue(readStandardField(name, value, context));
  }
  const definition = name.startsWith(customPrefix)
    ? fields.find(({ key }) => key === name.slice(customPrefix.length))
    : undefined;
  if (!definition) return { code: 'unknownField', facts: { field: name } };
  if (isDate && definition.type !== 'date') return { code: 'notADate', facts: { field: definition.title } };
  return value === undefined ? undefined : badValue(readFieldValue(definition, value, { ...context, staff }));
}

function badValue(read: ReturnType<typeof readFieldValue>): FieldProblem | undefined {
  return 'problem' in read ? { code: 'badValue', facts: { why: read.problem.message } } : undefined;
}
