import { AppError } from '../../lib/app-error.ts';
import { namesHidden, namingsOf } from '../hidden-fields.ts';
import type { Caller } from './authenticate.ts';

/**
 * What a key is not shown it cannot find out by asking for it either: AppError `api.hidden_field` where any rule in what was given, however deep
 * it stands, a chain or a text in it, names a field hidden from whoever made the key.
 */
export function refuseHiddenFields(given: unknown, key: Caller): void {
  const problems = namingsOf(given, key.hidden).map(({ place }) => [
    place.join('.'),
    { message: 'Hidden from whoever made the key.' },
  ]);
  if (problems.length > 0)
    throw new AppError('api.hidden_field', 'The request names a field that is hidden from the role of whoever made the key.', {
      problems: Object.fromEntries(problems),
    });
}

export const isHidden = (field: string, { hidden }: Caller): boolean => namesHidden(field, hidden);

/**
 * An answer in which nothing is told of fields that are hidden from whoever made the key: of a condition that asks for one, whoever wrote it, is
 * left that it is there and whether it holds, `hidden: true` beside it. Such a rule cannot be sent back and lose what was covered.
 */
export function covered(answer: unknown, key: Caller): unknown {
  if (key.hidden.size === 0 || typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map(each => covered(each, key));
  const { field, op: _op, value: _value, actual: _actual, ...rest } = answer as Record<string, unknown>;
  if (typeof field === 'string' && isHidden(field, key)) return { ...rest, hidden: true };
  return Object.fromEntries(Object.entries(answer).map(([name, each]) => [name, covered(each, key)]));
}
