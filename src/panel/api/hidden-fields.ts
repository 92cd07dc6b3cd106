import { AppError } from '../../lib/app-error.ts';
import type { Explanation } from '../../segments/index.ts';
import type { Caller } from './authenticate.ts';

/** A custom field as rules, filters and chains name it. */
const named = /^(?:contact\.)?fields\.([^.]+)/;

/**
 * What a key is not shown it cannot find out by asking for it either: AppError `api.hidden_field` where any rule in what was given, however deep
 * it stands, or a chain in it, names a field hidden from whoever made the key.
 */
export function refuseHiddenFields(given: unknown, key: Caller): void {
  if (key.hidden.size === 0) return;
  const problems = placesOf(given, [], key).map(place => [place.join('.'), { message: 'Hidden from whoever made the key.' }]);
  if (problems.length > 0)
    throw new AppError('api.hidden_field', 'The request names a field that is hidden from the role of whoever made the key.', {
      problems: Object.fromEntries(problems),
    });
}

export const isHidden = (field: string, { hidden }: Caller): boolean => hidden.has(named.exec(field)?.[1] ?? '');

function placesOf(given: unknown, path: string[], key: Caller): string[][] {
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const here = [...path, name];
    if (name === 'field' && typeof value === 'string') return isHidden(value, key) ? [here] : [];
    return placesOf(value, here, key);
  });
}

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
