import type { DurationUnit } from '../duration.ts';
import { type BinaryOperator, binaryOperators, type Expression } from './expression.ts';
import { functionOf, functions, isFunctionName } from './functions.ts';
import { SyntaxProblem, type Token, tokenize } from './tokenize.ts';

export type ParsedExpression =
  | { ok: true; expression: Expression }
  /** `key` under `flow:problem.expression`, with the values of its text. */
  | { ok: false; key: string; values: Record<string, unknown> };

const lengthLimit = 500;
const depthLimit = 30;

/** Parses an expression of a flow. Never throws; an author's mistake is data. */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > lengthLimit) return { ok: false, key: 'tooLong', values: { limit: lengthLimit } };
  try {
    const reader = new Reader(tokenize(source));
    const expression = either(reader, 0);
    if (reader.next.kind !== 'end') throw new SyntaxProblem('unexpected', { sign: reader.next.value });
    return { ok: true, expression };
  } catch (problem) {
    if (problem instanceof SyntaxProblem) return { ok: false, key: problem.key, values: problem.values };
    throw problem;
  }
}

class Reader {
  #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', value: '', at: 0 };
  }

  take(): Token {
    const token = this.next;
    this.#at++;
    return token;
  }

  /** Takes the next token when it is one of these signs or words. */
  accept<const W extends string>(...words: W[]): W | undefined {
    const token = this.next;
    const word = words.find(each => each === token.value && (token.kind === 'sign' || token.kind === 'name'));
    if (word !== undefined) this.#at++;
    return word;
  }

  acceptDuration(): { count: number; unit: DurationUnit } | undefined {
    const { kind, value } = this.next;
    if (kind !== 'duration') return undefined;
    this.#at++;
    return { count: Number.parseInt(value, 10), unit: value.slice(-1) as DurationUnit };
  }

  expect(sign: string): void {
    if (this.accept(sign) === undefined) throw new SyntaxProblem('expected', { sign, got: this.next.value });
  }
}

function either(reader: Reader, depth: number): Expression {
  if (depth > depthLimit) throw new SyntaxProblem('tooDeep', { limit: depthLimit });
  const test = binary(reader, 0, depth);
  if (!reader.accept('?')) return test;
  const yes = either(reader, depth + 1);
  reader.expect(':');
  return { kind: 'either', test, yes, no: either(reader, depth + 1) };
}

/** From the loosest to the tightest. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/', '%'],
];

function binary(reader: Reader, level: number, depth: number): Expression {
  const operators = levels[level];
  if (!operators) return unary(reader, depth);
  let left = binary(reader, level + 1, depth);
  for (;;) {
    const operator = reader.accept(...operators);
    if (!operator) return left;
    const span = operator === '+' || operator === '-' ? reader.acceptDuration() : undefined;
    if (span) left = { kind: 'shift', date: left, by: operator === '-' ? -span.count : span.count, unit: span.unit };
    else left = { kind: 'binary', operator, left, right: binary(reader, level + 1, depth) };
  }
}

function unary(reader: Reader, depth: number): Expression {
  if (depth > depthLimit) throw new SyntaxProblem('tooDeep', { limit: depthLimit });
  const operator = reader.accept('-', 'not');
  return operator ? { kind: 'unary', operator, operand: unary(reader, depth + 1) } : primary(reader, depth);
}

function primary(reader: Reader, depth: number): Expression {
  const token = reader.take();
  if (token.kind === 'number' || token.kind === 'string') return { kind: 'value', value: token.value };
  if (token.kind === 'sign' && token.value === '(') {
    const inner = either(reader, depth + 1);
    reader.expect(')');
    return inner;
  }
  if (token.kind === 'duration') throw new SyntaxProblem('duration', { span: token.value });
  if (token.kind !== 'name' || isOperator(token.value)) throw new SyntaxProblem('unexpected', { sign: token.value });
  if (token.value in constants) return { kind: 'value', value: constants[token.value as keyof typeof constants] };
  return reader.next.value === '(' && reader.next.kind === 'sign' ? call(reader, token.value, depth) : path(reader, token.value);
}

const constants = { __proto__: null, true: true, false: false, null: null } as const;

const isOperator = (word: string): boolean => binaryOperators.some(each => each === word);

function call(reader: Reader, name: string, depth: number): Expression {
  if (!isFunctionName(name)) throw new SyntaxProblem('function', { name, known: Object.keys(functions).join(', ') });
  reader.expect('(');
  const values: Expression[] = [];
  if (!reader.accept(')')) {
    do values.push(either(reader, depth + 1));
    while (reader.accept(','));
    reader.expect(')');
  }
  const { least, most } = functionOf(name);
  if (values.length < least || values.length > most)
    throw new SyntaxProblem('arguments', { name, least, most, got: values.length });
  return { kind: 'call', name, arguments: values };
}

function path(reader: Reader, first: string): Expression {
  const parts = [first];
  while (reader.accept('.')) {
    const part = reader.take();
    if (part.kind !== 'name' && part.kind !== 'number') throw new SyntaxProblem('unexpected', { sign: part.value });
    parts.push(String(part.value));
  }
  return { kind: 'path', path: parts };
}
