import { findAnswer } from './answers.ts';
import type { Turn } from './engine.ts';
import type { Answer, AnswerValue, DealFacts, FieldAnswer, StandardField } from './position.ts';
import { formatPhone } from './reading/read-phone.ts';
import { sayInstant } from './text/say-instant.ts';
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

/** What a deal has by itself; the rest are its fields. */
export const dealValues = ['title', 'amount', 'stage', 'pipeline'] as const satisfies readonly (keyof DealFacts)[];

const missing: Shown = { value: undefined, text: '' };

/** What stands at a path of templates, expressions and rules: a value and its words. Reads own properties only. */
export function readPath(turn: Turn, path: readonly string[]): Shown {
  const [root, name = '', detail] = path;
  switch (root) {
    case 'answers':
      return readAnswer(turn.position.answers, path.slice(1));
    case 'contact':
      return readContact(turn, name, detail);
    case 'deal':
      return readDeal(turn.deal, name, detail);
    case 'source':
      return name === 'link' || name === 'detail' ? plain(turn.position.source?.[name]) : missing;
    case 'promise':
      return name === 'replyBy' ? instant(turn, turn.facts.promise.replyBy) : missing;
    case 'segment':
      return plain(turn.facts.segments ?? []);
    case 'now':
      return instant(turn, turn.facts.now);
    default:
      return missing;
  }
}

export function readValue(turn: Turn, path: readonly string[]): AnswerValue {
  return readPath(turn, path).value ?? null;
}

/** `<question>`, `<question>.text`, `<question>.value`, and the same behind the id of a `call`. */
function readAnswer(answers: readonly Answer[], [name = '', detail, ...rest]: readonly string[]): Shown {
  const answer = findAnswer(answers, name);
  if (!answer) return missing;
  if (answer.called && detail !== undefined) return readAnswer(answer.called.answers, [detail, ...rest]);
  if (detail === 'text') return plain(answer.text);
  return detail === 'value' ? plain(answer.value) : { value: answer.value, text: answer.text };
}

function readContact({ contact }: Turn, name: string, detail: string | undefined): Shown {
  if (name === 'fields') return plain(ownValue(contact.fields, detail));
  if (name === 'tags') return plain(contact.tags);
  if (name === 'score') return plain(contact.score);
  if (name === 'language') return plain(contact.language);
  const field = standardFields.find(each => each === name);
  const value = field && contact[field];
  return field === 'phone' && value ? { value, text: formatPhone(value) } : plain(value);
}

/** `deal.<field>` is short for `deal.fields.<field>`, as in `save`. */
function readDeal(deal: DealFacts | undefined, name: string, detail: string | undefined): Shown {
  if (!deal) return missing;
  if (name === 'fields') return plain(ownValue(deal.fields, detail));
  const own = dealValues.find(each => each === name);
  return plain(own ? deal[own] : ownValue(deal.fields, name));
}

function ownValue(fields: Record<string, AnswerValue>, name: string | undefined): AnswerValue | undefined {
  return name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function instant({ facts, position }: Turn, at: Date): Shown {
  return { value: at.toISOString(), text: sayInstant(at, { ...facts, language: position.language }) };
}

function plain(value: AnswerValue | undefined): Shown {
  return { value, text: wordsOf(value) };
}

/** A value in words: lists with commas, a place or a file by what it is called, nothing for nothing. */
export function wordsOf(value: AnswerValue | undefined): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(wordsOf).join(', ');
  return typeof value === 'object' ? wordsOf(value.text ?? value.name) : String(value);
}

/** A value as a field holds it. */
export function fieldAnswer(value: AnswerValue): FieldAnswer {
  if (Array.isArray(value)) return value.map(fieldAnswer);
  return typeof value === 'object' && value !== null ? wordsOf(value) : value;
}
