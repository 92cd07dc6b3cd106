import { normalize } from './normalize.ts';

/** Politeness and the like: says nothing of what is wanted. */
const fillers = new Set(
  'пожалуйста плиз прошу мне меня нам нас больше уже вы ваш ваши ваших вашей вашу эту этой эти этих свои свою всю все please pls me us my any more your the this to'.split(
    ' ',
  ),
);
const longest = 80;

const mailings = 'рассылк[уиеа]|рассылок|рассылками|рекламу|рекламы|рекламой|спам|спама|новости|новостей|предложения|предложений';
const things = `${mailings}|сообщения|сообщений|ничего`;
const ending = '(?:перестаньте|перестань|прекратите|прекрати|хватит)';
const sending = '(?:присылать|слать|отправлять|писать)';

/** Whole messages, without the fillers. What could be an answer to a question, or a wish about anything else, is not among them. */
const phrases = [
  `(?:хочу )?(?:отписаться|отписываюсь|отпишите|отпиши|отписка)(?: от (?:${mailings}|всего|всех (?:рассылок|новостей)))?`,
  `(?:хочу )?(?:отказаться|отказываюсь) от (?:${mailings})`,
  `(?:уберите|убери|удалите|удали|исключите|исключи|выпишите) из (?:списка )?(?:рассылки|рассылок)`,
  `не (?:присылайте|присылай|шлите|шли)(?: (?:${things}))?`,
  `не (?:отправляйте|отправляй) (?:${things})`,
  `не (?:надо|нужно) (?:присылать|слать|отправлять) (?:${things})`,
  `не (?:пишите|пиши)(?: ничего)?`,
  `не хочу получать (?:${things})`,
  `${ending} ${sending}(?: (?:${things}))?`,
  `(?:отключите|отключи|выключите|остановите|прекратите|отмените|отменить) (?:рассылк[уи]|рекламу|спам)`,
  '(?:i want )?(?:unsub|unsubscribe)(?: from (?:mailings|mailing list|news|list|everything))?',
  'opt out',
  'remove from (?:mailing )?(?:list|mailings)',
  'stop (?:sending|messaging|texting|mailing|spamming)(?: (?:messages|mailings|news|ads|spam))?',
  '(?:do not|don t|dont) (?:write|text|message)(?: anything)?',
  '(?:do not|don t|dont) send (?:messages|mailings|news|ads|anything)',
  'no (?:messages|mailings|ads|spam)',
];
const pattern = new RegExp(`^(?:${phrases.join('|')})$`, 'u');

/** Whether a whole message says that somebody wants no more mailings, however politely. */
export function asksToBeLeft(text: string): boolean {
  if (text.length > longest || text.trim().startsWith('/')) return false;
  const words = normalize(text).split(' ');
  return pattern.test(words.filter(word => !fillers.has(word)).join(' '));
}
