import { normalize } from '../normalize.ts';

const yes = [
  'да ага угу конечно ок окей оке окэй хорошо ладно верно правильно так точно согласен согласна согласны подтверждаю давай давайте хочу можно',
  'разумеется безусловно естественно однозначно обязательно идет годится подходит разрешаю одобряю плюс',
  'yes y yep yeah yup ya sure ok okay okey correct right agree agreed absolutely definitely certainly fine confirm true',
];
const yesPhrases = [
  'все верно',
  'все правильно',
  'все так',
  'все хорошо',
  'так точно',
  'само собой',
  'не против',
  'не возражаю',
  'без проблем',
  'даю согласие',
  'of course',
  'all right',
  'all correct',
  'thats right',
  'that is right',
  'i agree',
  'i do',
  'why not',
  'no problem',
  'почему бы и нет',
  'буду рад',
  'буду рада',
];
const no = [
  'нет не неа нету никак неверно неправильно против отказываюсь нельзя незачем ненадо минус ноу',
  'no n nope nah wrong incorrect decline disagree never false',
];
const noPhrases = [
  'не верно',
  'не правильно',
  'не согласен',
  'не согласна',
  'не надо',
  'не нужно',
  'не хочу',
  'не буду',
  'не стоит',
  'не подходит',
  'не так',
  'не все верно',
  'не даю',
  'не подтверждаю',
  'не сейчас',
  'ни за что',
  'ни в коем случае',
  'я против',
  'do not',
  'dont',
  'not now',
  'not correct',
  'not right',
  'i dont',
  'i do not',
  'i disagree',
  'dont agree',
  'do not agree',
  'i dont agree',
  'i do not agree',
  'no way',
  'not agree',
];
const neutral = 'спасибо пожалуйста плиз thanks thank you please я же уж очень это а вот ну что вы мне меня все it is i lets go';

const table = new Map<string, boolean | undefined>([
  ...neutral.split(' ').map(word => [word, undefined] as const),
  ...yes.flatMap(line => line.split(' ').map(word => [word, true] as const)),
  ...no.flatMap(line => line.split(' ').map(word => [word, false] as const)),
  ...yesPhrases.map(phrase => [phrase, true] as const),
  ...noPhrases.map(phrase => [phrase, false] as const),
]);
const signs = new Map<string, boolean>([
  ...['+', '++', '+++', '👍', '✅', '👌', '💯', '☑', '✔', '🙂', '😊', '🤝', '🆗'].map(sign => [sign, true] as const),
  ...['-', '--', '—', '–', '👎', '❌', '⛔', '✖', '🙅', '🚫'].map(sign => [sign, false] as const),
]);
const knownWords = new Set([...table.keys()].flatMap(phrase => phrase.split(' ')));
const longestPhrase = 4;
const mostWords = 6;

/** Whether a text says yes or no. Every word of it has to: "да, но позже" and "да нет" say neither, and are undefined. */
export function readYesNo(text: string): boolean | undefined {
  const written = text
    .slice(0, 100)
    .replace(/[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu, '')
    .trim();
  const sign = signs.get(written);
  if (sign !== undefined) return sign;
  const pure = [...new Set(written.replace(/\s/g, ''))];
  if (pure.length === 1 && signs.has(pure[0] ?? '')) return signs.get(pure[0] ?? '');
  const words = normalize(written.replace(/[’']/g, ''))
    .split(' ')
    // "Дааа", "yess"
    .map(word => (knownWords.has(word) ? word : word.replace(/(\p{L})\1+/gu, '$1')));
  return words.length > mostWords ? undefined : agreeOn(words);
}

/** What all of the words say that say anything, the longest phrases first. */
function agreeOn(words: string[]): boolean | undefined {
  let answer: boolean | undefined;
  for (let at = 0; at < words.length; ) {
    const length = phraseAt(words, at);
    if (length === 0) return undefined;
    const said = table.get(words.slice(at, at + length).join(' '));
    if (said !== undefined && answer !== undefined && said !== answer) return undefined;
    answer ??= said;
    at += length;
  }
  return answer;
}

function phraseAt(words: string[], at: number): number {
  for (let length = Math.min(longestPhrase, words.length - at); length > 0; length--)
    if (table.has(words.slice(at, at + length).join(' '))) return length;
  return 0;
}
