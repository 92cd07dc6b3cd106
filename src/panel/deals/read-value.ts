import { readFieldValue } from '../../contacts/index.ts';
import type { DealField, DealFieldKind, DealValue } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { errorText } from '../errors.ts';
import type { Viewer } from '../viewer.ts';
import { readAmount, words } from './words.ts';

export interface Typing {
  kinds?: readonly DealFieldKind[] | undefined;
  /** The people of the firm by id. */
  names: ReadonlyMap<string, string>;
  /** What stands there now: a field that nobody has defined stays of its kind. */
  old?: DealValue | undefined;
}

/** A value as it was typed: what to keep, nothing for an empty one, or what is wrong with it. */
export function readValue(
  viewer: Viewer,
  field: DealField,
  typed: string | string[],
  { kinds = [], names, old }: Typing,
): { value: DealValue | undefined } | { problem: string } {
  const text = [typed].flat().join(', ').trim();
  const problem = (key: string) => ({ problem: words(viewer, `form.${key}`) });
  if (field === 'title') return text ? { value: text.slice(0, 300) } : problem('noTitle');
  if (text === '') return { value: undefined };
  if (field === 'amount') {
    const value = readAmount(text);
    return value === undefined ? problem('badAmount') : { value };
  }
  if (field === 'tags') return { value: tagsOf(text) };
  const defined = kinds.find(({ name }) => `fields.${name}` === field);
  const kind = field === 'expectedAt' ? 'date' : field === 'owner' ? 'staff' : (defined?.kind ?? kindOf(old, text));
  const read = readFieldValue(
    { type: kind, title: defined?.name ?? field, choices: defined?.options ?? [], required: false },
    typed,
    { region: viewer.region, language: viewer.language, staff: names },
  );
  if ('value' in read) return { value: (read.value ?? undefined) as DealValue | undefined };
  const { code, message, facts } = read.problem;
  return { problem: errorText(viewer.language, new AppError(code, message, facts)) };
}

function tagsOf(text: string): string[] {
  const tags = text.split(',').map(tag => tag.trim().slice(0, 60));
  return [...new Set(tags.filter(Boolean))].slice(0, 30);
}

/** A number that a flow has written is not to become words; words stay words. */
function kindOf(old: DealValue | undefined, text: string): 'number' | 'text' {
  return typeof old === 'number' && /^[-+−]?[\d\s\u00a0]+([.,]\d+)?$/.test(text) ? 'number' : 'text';
}
