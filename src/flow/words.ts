import { asksToBeLeft } from './asks-to-be-left.ts';
import { normalize } from './normalize.ts';

/** What may be said instead of an answer, in every question and in both languages. Only a whole message counts. */
const words = {
  back: ['назад', 'вернуться', 'вернись', 'back', '/back'],
  skip: ['пропустить', 'пропусти', 'skip', '/skip'],
  stop: ['стоп', 'stop', '/stop'],
  cancel: ['хватит', 'отмена', 'отменить', 'cancel', '/cancel'],
  unsubscribe: ['/unsubscribe'],
  operator: ['оператор', 'позовите оператора', 'позовите человека', 'operator', '/operator'],
  menu: ['меню', 'помощь', 'menu', 'help', '/menu', '/help'],
  english: ['english', 'in english', 'speak english', 'по-английски', 'на английском', '/english'],
  russian: ['по-русски', 'русский', 'на русском', 'говорите по-русски', 'russian', 'in russian', '/russian'],
  repeat: ['повтори', 'повторите', 'повторить', 'еще раз', 'repeat', '/repeat'],
} as const;

export type Word = keyof typeof words;

const byText = new Map<string, Word>();
for (const word of Object.keys(words) as Word[]) for (const text of words[word]) byText.set(key(text), word);

/** The word that a whole message is, case, ё/е and punctuation ignored. */
export function readWord(text: string): Word | undefined {
  const word = text.length > 40 ? undefined : byText.get(key(text));
  return word ?? (asksToBeLeft(text) ? 'unsubscribe' : undefined);
}

/** A command keeps its stroke: "/stop" is meant for the bot whatever "stop" may be. */
function key(text: string): string {
  const command = /^\/([a-z]+)(@\w+)?$/i.exec(text.trim());
  return command ? `/${command[1]?.toLowerCase()}` : normalize(text);
}
