import parsePhoneNumber from 'libphonenumber-js/max';
import { type City, findCity } from './cities.ts';

/** Codes of Russian cities (https://digital.gov.ru, numbering plan): only of landlines, since those of mobiles go with people from place to place. */
const codes: Record<string, string> = {
  '343': 'Екатеринбург', '347': 'Уфа', '342': 'Пермь', '351': 'Челябинск', '383': 'Новосибирск', '391': 'Красноярск', '381': 'Омск',
  '382': 'Томск', '384': 'Кемерово', '385': 'Барнаул', '395': 'Иркутск', '421': 'Хабаровск', '423': 'Владивосток', '411': 'Якутск',
  '495': 'Москва', '499': 'Москва', '812': 'Санкт-Петербург', '831': 'Нижний Новгород', '843': 'Казань', '846': 'Самара', '845': 'Саратов',
  '844': 'Волгоград', '861': 'Краснодар', '863': 'Ростов-на-Дону', '473': 'Воронеж', '485': 'Ярославль', '491': 'Рязань', '487': 'Тула',
  '474': 'Липецк', '471': 'Курск', '472': 'Белгород', '401': 'Калининград', '815': 'Мурманск', '818': 'Архангельск', '817': 'Вологда',
  '482': 'Тверь', '484': 'Калуга', '481': 'Смоленск', '483': 'Брянск', '492': 'Владимир', '493': 'Иваново', '494': 'Кострома', '833': 'Киров',
  '835': 'Чебоксары', '841': 'Пенза', '842': 'Ульяновск', '345': 'Тюмень', '353': 'Оренбург', '352': 'Курган', '341': 'Ижевск',
  '862': 'Сочи', '865': 'Ставрополь', '872': 'Махачкала', '851': 'Астрахань', '814': 'Петрозаводск', '811': 'Псков', '816': 'Великий Новгород',
}; // biome-ignore format: a table

/** What is certain of a phone: its country, and of a landline of Russia the region. A code is often a region's: the city itself is not told. */
export function placeOfPhone(e164: string): { country?: string; place?: City } {
  const phone = parsePhoneNumber(e164);
  if (!phone?.country) return {};
  const isLandline = phone.country === 'RU' && phone.getType() === 'FIXED_LINE';
  const place = isLandline ? findCity(codes[phone.nationalNumber.slice(0, 3)] ?? '') : undefined;
  return { country: phone.country, ...(place && { place }) };
}
