import type { AnswerValue } from '../position.ts';
import type { BinaryOperator, Expression } from './expression.ts';
import { type ExpressionClock, functionOf } from './functions.ts';
import { shiftDate } from './shift-date.ts';

/** Where an expression takes its values from. A value that is not there is null. */
export interface ExpressionScope extends ExpressionClock {
  value(path: readonly string[]): AnswerValue;
}

/**
 * Computes an expression. Never throws: arithmetic on what is no number, and a division by zero, give null, and null
 * goes on through arithmetic; comparing different kinds is false.
 */
export function evaluate(expression: Expression, scope: ExpressionScope): AnswerValue {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'path':
      return scope.value(expression.path);
    case 'unary':
      return expression.operator === 'not'
        ? !truthy(evaluate(expression.operand, scope))
        : negate(evaluate(expression.operand, scope));
    case 'binary':
      return combine(expression.operator, expression.left, expression.right, scope);
    case 'shift':
      return shiftDate(evaluate(expression.date, scope), expression, scope.timeZone);
    case 'either':
      return evaluate(truthy(evaluate(expression.test, scope)) ? expression.yes : expression.no, scope);
    case 'call': {
      const values = expression.arguments.map(argument => evaluate(argument, scope));
      return functionOf(expression.name).call(values, scope);
    }
  }
}

function combine(operator: BinaryOperator, left: Expression, right: Expression, scope: ExpressionScope): AnswerValue {
  const first = evaluate(left, scope);
  if (operator === 'and') return truthy(first) ? truthy(evaluate(right, scope)) : false;
  if (operator === 'or') return truthy(first) ? true : truthy(evaluate(right, scope));
  const second = evaluate(right, scope);
  if (operator === '==') return same(first, second);
  if (operator === '!=') return !same(first, second);
  if (operator === '<' || operator === '>' || operator === '<=' || operator === '>=') return compare(operator, first, second);
  return typeof first === 'number' && typeof second === 'number' ? arithmetic(operator, first, second) : null;
}

function compare(operator: '<' | '>' | '<=' | '>=', left: AnswerValue, right: AnswerValue): boolean {
  const comparable =
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable || left === null || right === null) return false;
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
  }
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): AnswerValue {
  const result = calculate(operator, left, right);
  return Number.isFinite(result) ? result : null;
}

function calculate(operator: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function same(left: AnswerValue, right: AnswerValue): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((value, index) => same(value, right[index] ?? null));
}

function negate(value: AnswerValue): AnswerValue {
  return typeof value === 'number' ? -value : null;
}

/** Nothing, zero, an empty text and an empty list are not true. */
function truthy(value: AnswerValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
