import { normalize } from '../normalize.ts';

const yes =
  'да ага угу конечно ок окей хорошо верно все верно все правильно правильно все так так точно согласен согласна подтверждаю давай давайте yes y yep yeah sure ok okay correct right agree';
const no = 'нет не неа нету никак неверно не верно неправильно не правильно не согласен не согласна no n nope nah wrong decline';

const phrases = ['все верно', 'все правильно', 'все так', 'не верно', 'не правильно', 'не согласен', 'не согласна'];
const table = new Map<string, boolean>();
for (const word of yes.split(' ')) table.set(word, true);
for (const word of no.split(' ')) table.set(word, false);
for (const phrase of phrases) table.set(phrase, !phrase.startsWith('не '));
table.delete('все');
for (const sign of ['+', '👍', '✅', '👌', '💯']) table.set(sign, true);
for (const sign of ['-', '👎', '❌', '⛔']) table.set(sign, false);

/** Whether a text says yes or no; undefined where it says neither. */
export function readYesNo(text: string): boolean | undefined {
  const said = table.get(normalize(text.replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, '')));
  if (said !== undefined) return said;
  const [first = '', second = ''] = normalize(text).split(' ');
  // "Да, всё верно" and "нет, спасибо" begin with the answer; a longer text is something else.
  return second !== '' &&
    normalize(text).split(' ').length <= 3 &&
    (first === 'да' || first === 'нет' || first === 'yes' || first === 'no')
    ? first === 'да' || first === 'yes'
    : undefined;
}
