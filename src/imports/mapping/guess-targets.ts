import type { FieldDefinition } from '../../contacts/index.ts';
import type { FieldTarget } from './targets.ts';
import { doubled } from './targets.ts';

/** How columns are called in the tables of other programs, Russian and English; the first that fits. */
const headings: [FieldTarget | '', RegExp][] = [
  // What our own tables say of all orders together.
  ['', /^(заказов|сумма заказов|orders|sum of orders)$/],
  ['cardId', /^(id карточки|card id|kartoteka id|id картотеки)$/],
  ['externalId', /^(id|ид|№|код|код клиента|id клиента|id контакта|номер клиента|client id|contact id|customer id|external id|внешний id|код контрагента)$/],
  ['middleName', /^(отчество|middle ?name|patronymic)/],
  ['lastName', /^(фамилия|last ?name|surname|family name)/],
  ['name', /^(фио|ф\.? ?и\.? ?о\.?|имя и фамилия|фамилия имя|полное имя|контактное лицо|контакт|клиент|покупатель|заказчик|наименование|name|full ?name|contact( name)?|customer|client)( |$)/],
  ['firstName', /^(имя|first ?name|given name)$/],
  ['phone', /(телефон|моб(ильный|\.)|тел\.|^тел$|сотовый|phone|mobile|whatsapp|номер тел)/],
  ['email', /(e-?mail|почта|эл\. ?адрес|электронн|^мейл|^имейл)/],
  ['birthday', /(день рождения|дата рожд|^др$|^д\.р\.|birth)/],
  ['gender', /^(пол|gender|sex)$/],
  ['position', /^(должность|position|job( title)?|title of person)$/],
  ['company', /(компания|организация|фирма|company|organi[sz]ation|юр\.? ?лицо|работодатель)/],
  ['city', /^(город|city|town|населенный пункт|населённый пункт)/],
  ['region', /^(регион|область|край|region|state|province)/],
  ['country', /^(страна|country)/],
  ['address', /(адрес|address|street|улица)/],
  ['timeZone', /(часовой пояс|time ?zone)/],
  ['language', /^(язык|language)/],
  ['requisites', /(реквизит|^инн|requisites|bank details)/],
  ['tags', /^(теги|тэги|тег|тэг|метки|метка|tags?|labels?|группы?|сегмент|segment)/],
  ['owner', /(ответственн|менеджер|owner|manager|responsible|assigned)/],
  ['telegram', /(telegram|телеграм)/],
  ['vk', /^(vk|вк|вконтакте|vkontakte)/],
  ['order.date', /(дата (заказа|покупки|оплаты|сделки)|order date|purchase date|paid at)/],
  ['order.sum', /^(сумма|сумма заказа|стоимость|бюджет|итого|sum|amount|total|price|order (sum|total))/],
  ['order.title', /^(заказ|товар|услуга|название заказа|что купили|order|product|service|item)/],
  ['order.currency', /^(валюта|currency)/],
]; // biome-ignore format: a table

/**
 * What each column is likely to be: by its heading, by the title of a custom field, otherwise by what stands in it. Nothing for a column that nothing is known
 * of. No value of one kind is guessed twice.
 */
export function guessTargets(
  titles: string[],
  rows: string[][],
  definitions: Pick<FieldDefinition, 'key' | 'title'>[],
): string[] {
  const byHeading = titles.map(title => {
    const plain = normalize(title);
    const field = definitions.find(({ key, title: known }) => normalize(known) === plain || key === plain);
    return field ? `fields.${field.key}` : headings.find(([, pattern]) => pattern.test(plain))?.[0];
  });
  const guessed = byHeading.map((target, i) => {
    if (target !== undefined) return target;
    const content = byContent(rows.map(row => row[i] ?? '').filter(Boolean));
    return content && !byHeading.includes(content) ? content : '';
  });
  const twice = doubled(guessed);
  return guessed.map((target, i) => (twice.includes(target) && guessed.indexOf(target) !== i ? '' : target));
}

/** Whether the first row of a table is its headings: it has neither phones nor e-mails nor dates nor numbers. */
export function looksLikeHeading(first: string[]): boolean {
  return first.every(cell => !isPhone(cell) && !isEmail(cell) && !isDate(cell) && !/^[\d\s.,]+$/.test(cell));
}

function byContent(values: string[]): FieldTarget | undefined {
  if (values.length === 0) return undefined;
  const most = (test: (value: string) => boolean) => values.filter(test).length >= values.length * 0.6;
  if (most(isEmail)) return 'email';
  if (most(isPhone)) return 'phone';
  if (most(value => isDate(value) && yearOf(value) < new Date().getFullYear() - 10)) return 'birthday';
  if (most(value => /^(https?:\/\/)?(m\.)?vk\.com\//i.test(value))) return 'vk';
  if (most(value => /^\p{Lu}[\p{L}-]+( \p{Lu}[\p{L}-]+){1,2}$/u.test(value))) return 'name';
  return undefined;
}

function normalize(title: string): string {
  return title
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[_*:]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

const isEmail = (value: string) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}/.test(value);
const isPhone = (value: string) =>
  /^\+?[\d\s()-]{10,20}/.test(value) && /^\d{10,15}$/.test(value.split(/[,;/]/)[0]?.replace(/\D/g, '') ?? '');
const isDate = (value: string) => /^(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})/.test(value);
const yearOf = (value: string) => Number(/\d{4}/.exec(value)?.[0] ?? Number.NaN);
