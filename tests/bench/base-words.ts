/** Names and sentences that are the same every time, spread as in life: a few words are everywhere, most are rare. */

const firstNames = [
  'Анна',
  'Олег',
  'Мария',
  'Иван',
  'Ольга',
  'Пётр',
  'Софья',
  'Артём',
  'Дарья',
  'Никита',
  'Елена',
  'Павел',
  'Вера',
  'Роман',
];
const lastNames = [
  'Петров',
  'Ветров',
  'Лунин',
  'Примеров',
  'Образцов',
  'Соколов',
  'Орлов',
  'Зимин',
  'Кедров',
  'Садов',
  'Полянин',
  'Ручьёв',
];
const syllables = [
  'бор',
  'вер',
  'гал',
  'дар',
  'ерм',
  'жар',
  'зим',
  'кал',
  'лад',
  'мир',
  'нов',
  'ост',
  'пол',
  'рат',
  'сев',
  'тих',
];

const common =
  `здравствуйте спасибо хорошо можно нужно завтра сегодня цена сколько стоит доставка заказ адрес телефон время когда будет пришлите смета фото размер
  договор оплата счёт скидка ремонт ванная кухня плитка краска окно дверь мастер замер выезд материал гарантия срок работа квартира дом офис объект этаж лифт
  ключ дизайн проект вариант цвет белый серый тёплый пол потолок стена розетка свет вода труба слив смеситель унитаз зеркало шкаф полка стол стул диван кресло кровать
  понедельник вторник среда четверг пятница утром вечером днём позвоните напишите подскажите уточните подтвердите перенести отменить записать приехать забрать`
    .split(/\s+/)
    .filter(Boolean);

/** A number between 0 and 1 that is the same for the same seed (mulberry32). */
export function chance(seed: number): number {
  let t = (seed + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const pick = <T>(from: readonly T[], share: number): T => from[Math.min(Math.floor(share * from.length), from.length - 1)] as T;

/** Some two hundred people share a name; women's surnames end as they do. */
export function nameOf(n: number): { firstName: string; lastName: string } {
  const firstName = pick(firstNames, chance(n));
  const root = chance(n + 1) < 0.3 ? pick(lastNames, chance(n + 2)) : surnameOf(n);
  return { firstName, lastName: /[ая]$/.test(firstName) ? `${root}а` : root };
}

const surnameOf = (n: number): string => {
  const made = [3, 4, 5].map(more => pick(syllables, chance(n * 7 + more))).join('');
  return `${made.charAt(0).toUpperCase()}${made.slice(1)}ов`;
};

export const phoneOf = (n: number): string => `+7999${String((n * 7919) % 10_000_000).padStart(7, '0')}`;

/** Between three and twelve words; every tenth has a word that hardly anybody else uses. */
export function sentence(n: number): string {
  const length = 3 + Math.floor(chance(n) * 10);
  const words = Array.from({ length }, (_, i) => pick(common, chance(n * 31 + i) ** 2));
  if (chance(n + 9) < 0.1) words.push(rareWord(n));
  return words.join(' ');
}

export const rareWord = (n: number): string => [1, 2, 3, 4].map(more => pick(syllables, chance(n * 13 + more))).join('');

export const titleOf = (n: number): string =>
  `${pick(['Ремонт', 'Смета', 'Замер', 'Кухня', 'Доставка'], chance(n))} ${pick(common, chance(n + 1))} ${n}`;
