import type { FieldValue } from './contact.ts';

/** What a custom field may hold; `list` is one of the choices, `many` several of them, `staff` the id of a member of the staff. */
export const fieldTypes = ['text', 'number', 'money', 'date', 'list', 'many', 'yesNo', 'link', 'staff'] as const;
export type FieldType = (typeof fieldTypes)[number];

/** A custom field of the cards, as the settings define it. Its values stand in `contact.fields[key]`. */
export interface FieldDefinition {
  key: string;
  /** In the owner's words. */
  title: string;
  type: FieldType;
  /** The heading that it stands under; empty for the fields without one. */
  group: string;
  order: number;
  /** A card without it is marked, and it cannot be emptied by hand. */
  required: boolean;
  /** Roles (their ids) that neither see nor change it. */
  hiddenFrom: string[];
  /** Of `list` and `many`. */
  choices: string[];
  /** Goes up with every write of the definition. */
  version: number;
}

/** How a value was read: what to keep (`null` takes it away), or why it cannot be kept. */
export type ReadValue<V = FieldValue> =
  | { value: V }
  | { problem: { code: string; message: string; facts: Record<string, unknown> } };

export interface ReadContext {
  /** The country that national phone numbers and day-month orders are read as of: `RU`. */
  region: string;
  language: string;
  /** The people of the firm by id, where a field may name one of them. */
  staff?: ReadonlyMap<string, string>;
}

/** There is no such day, and we believe to know which was meant. */
export function noSuchDay(text: string, maybe: string): { problem: ReadProblem } {
  return unreadable('no_such_day', `There is no day "${text}". Perhaps ${maybe}?`, { text, maybe });
}

export function unreadable(code: string, message: string, facts: Record<string, unknown>): { problem: ReadProblem } {
  return { problem: { code: `contacts.${code}`, message, facts } };
}
type ReadProblem = Extract<ReadValue, { problem: unknown }>['problem'];
