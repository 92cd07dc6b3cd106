import type { Turn } from './engine.ts';
import type { AnswerValue, StandardField } from './position.ts';
import { formatPhone } from './reading/read-phone.ts';
import type { Shown } from './text/template.ts';

export const standardFields = [
  'name',
  'firstName',
  'lastName',
  'phone',
  'email',
  'city',
  'birthday',
  'company',
] as const satisfies readonly StandardField[];

const missing: Shown = { value: undefined, text: '' };

/** What stands at a path of templates, expressions and rules: a value and its words. Reads own properties only. */
export function readPath(turn: Turn, path: readonly string[]): Shown {
  const [root, name = '', detail] = path;
  switch (root) {
    case 'answers':
      return readAnswer(turn, name, detail);
    case 'contact':
      return readContact(turn, name, detail);
    case 'source':
      return name === 'link' || name === 'detail' ? plain(turn.position.source?.[name]) : missing;
    case 'now':
      return plain(turn.facts.now.toISOString());
    default:
      return missing;
  }
}

export function readValue(turn: Turn, path: readonly string[]): AnswerValue {
  return readPath(turn, path).value ?? null;
}

function readAnswer({ position }: Turn, name: string, detail: string | undefined): Shown {
  const answer = Object.hasOwn(position.answers, name) ? position.answers[name] : undefined;
  if (!answer) return missing;
  if (detail === 'text') return plain(answer.text);
  return detail === 'value' ? plain(answer.value) : { value: answer.value, text: answer.text };
}

function readContact({ contact }: Turn, name: string, detail: string | undefined): Shown {
  if (name === 'fields')
    return plain(detail !== undefined && Object.hasOwn(contact.fields, detail) ? contact.fields[detail] : undefined);
  if (name === 'tags') return plain(contact.tags);
  if (name === 'score') return plain(contact.score);
  if (name === 'language') return plain(contact.language);
  const field = standardFields.find(each => each === name);
  const value = field && contact[field];
  return field === 'phone' && value ? { value, text: formatPhone(value) } : plain(value);
}

function plain(value: AnswerValue | undefined): Shown {
  return { value, text: wordsOf(value) };
}

/** A value in words: lists with commas, nothing for nothing. */
export function wordsOf(value: AnswerValue | undefined): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(wordsOf).join(', ') : String(value);
}
