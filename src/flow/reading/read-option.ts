import { hasWords, normalize } from '../normalize.ts';
import { ordinalOf } from './number-words.ts';
import { isOneSlip } from './one-slip.ts';

/** What can be chosen, as it is shown and as it is kept. */
export interface Choosable {
  label: string;
  value: string;
}

/** Words that turn a label into its opposite, or into one of several. */
const not = new Set(
  'не нет кроме без ни любой любая все оба обе или либо и not no except without any all both or and'.split(' '),
);

/**
 * Reads which option a text means: its label or value in any case, its number in the list (`2`, `2)`, `второй`, `вариант 2`), its label with
 * one slip, words that only this label has, or its label inside a short sentence. Gives the index. `exact` leaves out the last three, for
 * questions that own words may answer too.
 */
export function readOption(options: readonly Choosable[], text: string, { exact = false } = {}): number | undefined {
  const said = normalize(text.slice(0, 200).replaceAll('№', ' '));
  const labels = options.map(({ label }) => normalize(label));
  const named = indexOf(labels, label => label === said) ?? indexOf(options, ({ value }) => normalize(value) === said);
  if (named !== undefined) return named;
  const number = numberOf(said);
  if (number !== undefined) return /^\s*[-−]/.test(text) ? undefined : byNumber(labels, number, said);
  const slip = said.length >= 5 ? onlyIndex(labels, label => isOneSlip(said, label)) : undefined;
  if (slip !== undefined || exact) return slip;
  return inside(labels, said);
}

/** "2" is the label that says 2 ("2 комнаты") where exactly one does, and the second one where none does. */
function byNumber(labels: string[], number: number, said: string): number | undefined {
  const saying = labels.filter(label => hasWords(label, said));
  if (saying.length > 0) return onlyIndex(labels, label => hasWords(label, said));
  return number >= 1 && number <= labels.length ? number - 1 : undefined;
}

function numberOf(said: string): number | undefined {
  const [, digits] =
    /^(?:(?:вариант|номер|пункт|под номером|option|number|n|no) )?(\d{1,3})(?: (?:вариант|пункт|й|ый|ой|ая|я|st|nd|rd|th))?$/.exec(
      said,
    ) ?? [];
  if (digits) return Number(digits);
  const [ordinal = '', ...rest] = said.replace(/^(?:the|вариант|пункт) /, '').split(' ');
  const plain = rest.length === 0 || ['вариант', 'пункт', 'option', 'one'].includes(rest.join(' '));
  return plain ? ordinalOf(ordinal) : undefined;
}

/** The only label that has these words, or the only one that the text has; of labels inside each other the longest. */
function inside(labels: string[], said: string): number | undefined {
  const part = said.length >= 4 && !not.has(said) ? onlyIndex(labels, label => hasWords(label, said)) : undefined;
  if (part !== undefined) return part;
  const held = labels.filter(label => label.length >= 4 && hasWords(said, label)).sort((a, b) => b.length - a.length);
  const [longest] = held;
  if (longest === undefined || held.some(label => !hasWords(longest, label))) return undefined;
  const more = ` ${said} `.replace(` ${longest} `, ' ').trim().split(' ');
  return more.length <= mostBeside && !more.some(word => not.has(word))
    ? onlyIndex(labels, label => label === longest)
    : undefined;
}

/** Words beside a label that still make a short sentence. */
const mostBeside = 3;

function indexOf<T>(list: readonly T[], test: (each: T) => boolean): number | undefined {
  const index = list.findIndex(test);
  return index < 0 ? undefined : index;
}

function onlyIndex(labels: readonly string[], test: (label: string) => boolean): number | undefined {
  const found = labels.flatMap((label, index) => (test(label) ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}
