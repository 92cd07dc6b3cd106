import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as russian } from '@orama/stemmers/russian';

/** Words that stand in most messages and say nothing of what it was about. */
const empty = new Set(
  `а без бы был была были было быть в вам вас во вот все вы да для до его ее если есть еще же за и из или им их к как ко ли меня мне мы на нам нас не нет но
   ну о об он она они от по под при с со так там то тоже только тут ты у уже чем что чтобы это эта этот я
   a an and are as at be but by for from if in is it its me my not of on or so that the this to us was we with you your`
    .split(/\s+/)
    .filter(Boolean),
);

const longest = 32;
const shortest = 2;

/** The words of a text as they are looked for: lower case, ё as е. Pure. */
export function plainWords(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** Whether a word is worth keeping: not one of those that are everywhere, and no endless one. Pure. */
export const isTelling = (word: string): boolean => word.length >= shortest && word.length <= longest && !empty.has(word);

/** Of many of these the stemmer makes a participle: songs ("песен") would be found as a dog ("пес"), bedrooms as somebody who slept ("спал"). */
const plurals = new Map(
  'песня башня вишня черешня басня пашня сплетня таможня конюшня пекарня спальня купальня читальня раздевальня колокольня'
    .split(' ')
    .map(word => [word.replace(/ь?ня$/, 'ен'), word.slice(0, -1)] as const),
);

/** What all forms of a word have in common; words of other alphabets and numbers are themselves. Pure. */
export function stemOf(word: string): string {
  const plural = plurals.get(word);
  if (plural) return plural;
  if (/^[а-я]+$/.test(word)) return russian(word) || word;
  return /^[a-z]+$/.test(word) ? english(word) : word;
}

/**
 * What forms of a name begin with, for looking among words that are kept whole: "петровой" is found as "петров…". Not less than three letters, or
 * it would find everybody. Pure.
 */
export function beginningOf(word: string): string {
  if (!/^[а-я]{4,}$/.test(word)) return word;
  const stem = stemOf(word);
  if (stem.length >= 3 && word.startsWith(stem)) return stem;
  return word.replace(/[аеиоуыэюя]$/, '');
}

/** Words whose forms have no stem in common. */
const irregular = [
  'день дня дню днем дне дни дней дням днями днях',
  'человек человека человеку человеком люди людей людям людьми людях',
  'ребенок ребенка ребенку ребенком дети детей детям детьми детях',
  'год года году годом годы годов лет годам',
  'друг друга другу другом друзья друзей друзьям друзьями',
  'мать матери матерью матерей',
  'дочь дочери дочерью дочерей',
  'время времени временем времена',
  'имя имени именем имена имен',
  'идти иду идет шел шла шли',
  'пень пня пни пней',
  'лед льда льду льдом',
  'лоб лба лбу лбом',
  'рот рта рту ртом',
  'сон сна сну сном сны снов',
  'пес пса псу псом псы псов',
  'яйцо яйца яиц яйцам',
  'ухо уха уши ушей ушам',
].map(forms => forms.split(' '));
const byForm = new Map(irregular.flatMap(forms => forms.map(form => [form, forms] as const)));

/**
 * Other forms of a word that its stem does not tell: where a vowel comes and goes, and where they have nothing in common ("люди" and "человек"). Some of
 * what it gives is no word at all and finds nothing. Pure.
 */
export function otherForms(word: string): string[] {
  return byForm.get(word)?.filter(form => form !== word) ?? fleetingForms(word);
}

/** Of those the ones where a vowel comes and goes: "окон" and "окна", "кухонь" and "кухня", "писем" and "письмо". Pure. */
export function fleetingForms(word: string): string[] {
  if (!/^[а-я]{4,}$/.test(word)) return [];
  const stem = stemOf(word);
  // Who has no ending takes a vowel nowhere: "банк", "петр".
  const longer = word === stem ? [] : withVowel(stem);
  return [...new Set([...withoutVowel(word), ...longer])].filter(form => form !== stem && form.length >= 3);
}

function withoutVowel(word: string): string[] {
  const [, before = '', vowel, last = ''] = /^(.+)([ое])([бвгклмнрц])ь?$/.exec(word) ?? [];
  if (vowel === undefined) return [];
  const isAfterVowel = /[аеиоуыэюя]$/.test(before);
  if (vowel === 'о') return isAfterVowel ? [] : [before + last];
  return isAfterVowel ? [`${before}й${last}`] : [before + last, `${before}ь${last}`];
}

function withVowel(stem: string): string[] {
  const [, before = '', between = '', last] = /^(.+)([бвгджзйклмнпрстфхцчшщь])([бвгклмнрц])$/.exec(stem) ?? [];
  if (last === undefined || between === last) return [];
  if (/[йь]/.test(between)) return [`${before}е${last}`];
  return [`${before}${between}о${last}`, `${before}${between}е${last}`];
}
