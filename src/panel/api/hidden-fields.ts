import { AppError } from '../../lib/app-error.ts';
import type { Explanation } from '../../segments/index.ts';
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

/** An explanation without the values of fields that are hidden from whoever made the key. */
export function withoutHidden(explanation: Explanation, key: Caller): Explanation {
  if (explanation.kind !== 'condition') return { ...explanation, of: explanation.of.map(each => withoutHidden(each, key)) };
  const { segments, actual, ...told } = explanation;
  return {
    ...told,
    actual: isHidden(told.field, key) ? undefined : actual,
    ...(segments && { segments: segments.map(({ of, ...each }) => ({ ...each, ...(of && { of: withoutHidden(of, key) }) })) }),
  };
}
