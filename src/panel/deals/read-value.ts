import { z } from 'zod';
import type { DealField, DealFieldKind, DealValue } from '../../deals/index.ts';
import type { Viewer } from '../viewer.ts';
import { readAmount, words } from './words.ts';

/** A value as it was typed: what to keep, nothing for an empty one, or what is wrong with it. */
export function readValue(
  viewer: Viewer,
  field: DealField,
  typed: string,
  kinds: readonly DealFieldKind[] = [],
): { value: DealValue | undefined } | { problem: string } {
  const text = typed.trim();
  const problem = (key: string) => ({ problem: words(viewer, `form.${key}`) });
  if (field === 'title') return text ? { value: text } : problem('noTitle');
  if (text === '') return { value: undefined };
  if (field === 'amount') {
    const value = readAmount(text);
    return value === undefined ? problem('badAmount') : { value };
  }
  if (field === 'tags')
    return {
      value: [
        ...new Set(
          text
            .split(',')
            .map(tag => tag.trim().slice(0, 60))
            .filter(Boolean),
        ),
      ].slice(0, 30),
    };
  const kind = field === 'expectedAt' ? 'date' : kinds.find(({ name }) => `fields.${name}` === field)?.kind;
  if (kind === 'date') return z.iso.date().safeParse(text).success ? { value: text } : problem('badDate');
  if (kind !== 'number') return { value: text };
  const number = Number(text.replaceAll(/\s/g, '').replace(',', '.'));
  return Number.isFinite(number) ? { value: number } : problem('badNumber');
}
