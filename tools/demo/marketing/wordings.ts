import type { ContentButton, MessageContent } from '../../../src/deliveries/index.ts';

const site = 'https://teply-dom.example';

const says = (text: string, ...rows: ContentButton[][]): MessageContent => ({
  texts: { ru: text },
  files: [],
  buttons: rows,
  variants: {},
});
const link = (label: string, path: string): ContentButton => ({
  label: { ru: label },
  action: { kind: 'link', url: `${site}/${path}` },
});
const reply = (label: string): ContentButton => ({ label: { ru: label }, action: { kind: 'reply' } });

const hello = '{{contact.firstName|default:"Здравствуйте"}}';

/** What the mailings of the firm say. */
export const wordings = {
  bathroom: says(
    `${hello}, до конца месяца скидка **15 %** на ванную под ключ: работы, черновые материалы и вывоз мусора.`,
    [link('Посмотреть условия', 'vannaya')],
    [reply('Хочу замер')],
  ),
  bathroomStory: says(
    `${hello}, вот ванная, которую мы сдали на прошлой неделе: 4,2 м², 18 рабочих дней, смета не выросла ни на рубль.\n\nПокажем фото до и после, а если начать до конца месяца, вычтем **15 %**.`,
    [link('Фото до и после', 'vannaya/do-i-posle')],
    [reply('Хочу замер')],
  ),
  digest: says(
    `${hello}, объекты недели: кухня-гостиная без порогов и санузел в хрущёвке, куда поместилась стиральная машина.`,
    [link('Смотреть объекты', 'obekty')],
    [link('Как выбрать затирку', 'blog/zatirka')],
  ),
  checkUp: says(
    `${hello}, прошло время после ремонта. Если что-то скрипит, отошло или потемнело, приедем и поправим по гарантии, это бесплатно.`,
    [reply('Пригласить мастера')],
    [reply('Всё в порядке')],
  ),
  warmFloor: says(
    `${hello}, к зиме: тёплый пол в ванной за два дня, без замены плитки по всей комнате. До пятницы считаем по цене осени.`,
    [link('Рассчитать', 'teply-pol')],
    [reply('Перезвоните мне')],
  ),
  openDay: says(
    `${hello}, в субботу с 11 до 16 открываем двери объекта: можно потрогать плитку, поспорить с прорабом и задать любые вопросы.`,
    [link('Адрес и программа', 'den-otkrytyh-dverey')],
    [reply('Приду')],
  ),
} as const satisfies Record<string, MessageContent>;
