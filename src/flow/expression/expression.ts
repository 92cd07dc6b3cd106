import type { DurationUnit } from '../duration.ts';
import type { AnswerValue } from '../position.ts';
import type { FunctionName } from './functions.ts';

/** A parsed expression: plain data that can be walked and printed. */
export type Expression =
  | { kind: 'value'; value: AnswerValue }
  | { kind: 'path'; path: string[] }
  | { kind: 'unary'; operator: '-' | 'not'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'either'; test: Expression; yes: Expression; no: Expression }
  /** A date so much later, or earlier where `by` is negative. */
  | { kind: 'shift'; date: Expression; by: number; unit: DurationUnit }
  | { kind: 'call'; name: FunctionName; arguments: Expression[] };

export const binaryOperators = ['or', 'and', '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '/', '%'] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** All paths that an expression reads. */
export function pathsOf(expression: Expression): string[][] {
  switch (expression.kind) {
    case 'value':
      return [];
    case 'path':
      return [expression.path];
    case 'unary':
      return pathsOf(expression.operand);
    case 'binary':
      return [...pathsOf(expression.left), ...pathsOf(expression.right)];
    case 'shift':
      return pathsOf(expression.date);
    case 'either':
      return [expression.test, expression.yes, expression.no].flatMap(pathsOf);
    case 'call':
      return expression.arguments.flatMap(pathsOf);
  }
}
