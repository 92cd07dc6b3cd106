import {
  emailOf,
  type FieldDefinition,
  type FieldValue,
  invisible,
  type ReadContext,
  readFieldValue,
  readStandardField,
  type StandardFieldName,
  standardFieldNames,
} from '../../contacts/index.ts';
import type { Problem } from '../import.ts';
import type { SourceRow } from '../reading/source-row.ts';
import { type OrderValues, readOrder } from './read-order.ts';

export type SingleField = Exclude<StandardFieldName, 'phone' | 'email'>;

/** What a row says, every value in the form in which cards keep it. */
export interface RowValues {
  set: Partial<Record<SingleField, string>>;
  phones: string[];
  emails: string[];
  tags: string[];
  fields: Record<string, FieldValue>;
  owner?: string;
  cardId?: string;
  externalId?: string;
  /** `person:telegram:<number>`, as cards are found by. */
  persons: string[];
  order?: OrderValues;
  /** Targets whose cell is empty. */
  empty: string[];
}

export interface RowContext extends ReadContext {
  targets: string[];
  headings: string[];
  definitions: FieldDefinition[];
  /** The people of the firm by their e-mails and names, lower case. */
  owners: ReadonlyMap<string, string>;
  /** IANA; the days of orders are meant there. */
  timeZone: string;
}

type Cell = { target: string; text: string; column: number };

/** Reads a row of a table by what its columns are; every cell that cannot be read is named. Pure. */
export function readRow(row: SourceRow, context: RowContext): { values: RowValues; problems: Problem[] } {
  const values: RowValues = { set: {}, phones: [], emails: [], tags: [], fields: {}, persons: [], empty: [] };
  const problems: Problem[] = [];
  const orderCells: Cell[] = [];
  for (const [column, target] of context.targets.entries()) {
    if (target === '') continue;
    if (row.tooLong?.includes(column)) {
      problems.push({ column, code: 'imports.cell_too_long' });
      continue;
    }
    const text = plain(row.cells[column] ?? '');
    const cell = { target, text, column };
    if (text === '') values.empty.push(target);
    else if (excelError.test(text)) problems.push({ column, code: 'imports.excel_error', facts: { text } });
    else if (target.startsWith('order.')) orderCells.push(cell);
    else problems.push(...readCell(values, cell, context));
  }
  if (context.targets.includes('order.sum') && orderCells.length > 0) {
    const read = readOrder(orderCells, context);
    if ('order' in read) values.order = read.order;
    else problems.push(...read.problems);
  }
  return { values, problems };
}

/** What a formula of Excel came to that cannot be counted. */
const excelError = /^#(N\/A|Н\/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV\/0!|ДЕЛ\/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!)$/;

/** Without what nobody can see, and without the apostrophe that keeps a spreadsheet from taking a text for a formula. */
function plain(text: string): string {
  return text
    .replace(invisible, '')
    .replace(/^'(?=[=+\-@])/, '')
    .trim();
}

function readCell(values: RowValues, { target, text, column }: Cell, context: RowContext): Problem[] {
  if (target === 'phone' || target === 'email') return readSeveral(values, { target, text, column }, context);
  if (target === 'tags') {
    values.tags.push(
      ...text
        .split(/[,;|\n]/)
        .map(tag => tag.replace(/^#/, '').trim().slice(0, 60))
        .filter(Boolean),
    );
    return [];
  }
  if (target === 'owner') {
    const owner = context.owners.get(text.toLowerCase());
    if (owner) values.owner = owner;
    return owner ? [] : [{ column, code: 'imports.no_such_owner', facts: { text } }];
  }
  if (target === 'cardId' || target === 'externalId') {
    const name = target === 'externalId' ? `${(context.headings[column] ?? '').toLowerCase().slice(0, 60)}:` : '';
    values[target] = `${name}${text.slice(0, 200)}`;
    return [];
  }
  if (target === 'telegram' || target === 'vk') {
    const number = /^(?:(?:https?:\/\/)?(?:m\.)?vk\.com\/id|id|tg:\/\/user\?id=)?(\d{1,20})$/i.exec(text)?.[1];
    if (number) values.persons.push(`person:${target}:${number}`);
    return number ? [] : [{ column, code: 'imports.bad_messenger_id', facts: { text } }];
  }
  return readField(values, { target, text, column }, context);
}

function readField(values: RowValues, { target, text, column }: Cell, context: RowContext): Problem[] {
  const definition = context.definitions.find(({ key }) => target === `fields.${key}`);
  if (definition) {
    const read = readFieldValue(definition, text, context);
    if ('value' in read) values.fields[definition.key] = read.value;
    return 'value' in read ? [] : [{ column, code: read.problem.code, facts: read.problem.facts }];
  }
  const name = standardFieldNames.find((field): field is SingleField => field === target);
  if (!name) return [{ column, code: 'imports.no_such_field', facts: { field: target } }];
  const read = readStandardField(name, text, context);
  if ('value' in read) values.set[name] = read.value;
  return 'value' in read ? [] : [{ column, code: read.problem.code, facts: read.problem.facts }];
}

/** One cell may hold several phones or e-mails, as people write them: with commas, semicolons, slashes, in lines. */
function readSeveral(values: RowValues, { target, text, column }: Cell, context: RowContext): Problem[] {
  const list = target === 'phone' ? values.phones : values.emails;
  const parts = (target === 'phone' ? text.split(/[,;/\n]|\s\|\s/) : addressesIn(text)).map(part => part.trim()).filter(Boolean);
  return parts.flatMap(part => {
    const read = readStandardField(target === 'phone' ? 'phone' : 'email', part, context);
    if (!('value' in read)) return [{ column, code: read.problem.code, facts: read.problem.facts }];
    if (read.value !== '' && !list.includes(read.value)) list.push(read.value);
    return [];
  });
}

/** The addresses of a cell. What stands behind a comma and is none belongs to the one before it where that is none either: "a@mail,ru". */
function addressesIn(text: string): string[] {
  const found: string[] = [];
  for (const part of text.split(/[;\s]+|(?<=,)/)) {
    const last = found.at(-1);
    const isRest = last?.endsWith(',') && !part.includes('@') && last.includes('@') && emailOf(last.slice(0, -1)) === undefined;
    if (isRest) found[found.length - 1] = last + part;
    else found.push(part);
  }
  return found.map(part => part.replace(/^,+|,+$/g, ''));
}
