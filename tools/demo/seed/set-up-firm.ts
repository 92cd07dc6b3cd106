import { createField, type FieldWishes } from '../../../src/contacts/index.ts';
import { addQueue } from '../../../src/conversations/index.ts';
import { addPipeline, savePipeline, saveProduct } from '../../../src/deals/index.ts';
import { saveWorkingHours } from '../../../src/inbox/index.ts';
import { addReply, type ReplyInput } from '../../../src/replies/index.ts';
import type { Office } from './office.ts';

/** What the invented firm sells, with the usual prices. */
export const products = [
  { id: 'demo-measure', name: 'Замер и смета', price: 0 },
  { id: 'demo-demolition', name: 'Демонтаж, м²', price: 950 },
  { id: 'demo-tiles', name: 'Укладка плитки, м²', price: 2400 },
  { id: 'demo-floor', name: 'Тёплый пол, м²', price: 1850 },
  { id: 'demo-electrics', name: 'Электрика, точка', price: 1200 },
  { id: 'demo-cleaning', name: 'Уборка после ремонта', price: 7500 },
] as const;

export const lostReasons = ['Дорого', 'Не дозвонились', 'Выбрали других', 'Отложили ремонт'] as const;

const fields: { key: string; wishes: FieldWishes }[] = [
  { key: 'area', wishes: { title: 'Площадь, м²', type: 'number', group: 'Ремонт' } },
  { key: 'budget', wishes: { title: 'Бюджет', type: 'text', group: 'Ремонт' } },
  {
    key: 'house',
    wishes: { title: 'Дом', type: 'list', group: 'Ремонт', choices: ['Новостройка', 'Вторичка', 'Частный дом'] },
  },
  { key: 'keys_at', wishes: { title: 'Ключи будут', type: 'date', group: 'Ремонт' } },
  {
    key: 'wishes',
    wishes: { title: 'Пожелания', type: 'many', group: 'Ремонт', choices: ['Без пыли', 'По вечерам', 'Под ключ'] },
  },
  { key: 'contract', wishes: { title: 'Договор подписан', type: 'yesNo', group: 'Документы' } },
  { key: 'plan_link', wishes: { title: 'Ссылка на проект', type: 'link', group: 'Документы' } },
];

const replies: Omit<ReplyInput, 'files' | 'buttons'>[] = [
  {
    name: 'привет',
    texts: {
      ru: 'Здравствуйте, {{contact.firstName}}! Это {{staff.name}}, «Тёплый дом». Чем помочь?',
      en: 'Hello {{contact.firstName}}! This is {{staff.name}} of Warm Home. How can I help?',
    },
  },
  {
    name: 'замер',
    texts: {
      ru: '{{contact.firstName}}, замер бесплатный и занимает минут сорок. Когда вам удобно?',
      en: '{{contact.firstName}}, measuring is free and takes some forty minutes. When would it suit you?',
    },
  },
  {
    name: 'смета',
    texts: { ru: 'Смету пришлю сегодня до вечера, со всеми материалами и сроками.', en: 'You will have the estimate tonight.' },
  },
  { name: 'адрес', texts: { ru: 'Мы на улице Примерной, 1, второй этаж. Работаем по будням с девяти до восьми.' } },
];

/** The firm as its owner has set it up: queues, hours, the card's own fields, pipelines, products, replies. Once, in an empty database. */
export async function setUpFirm({ office, now }: { office: Office; now: Date }): Promise<void> {
  const [me, ...colleagues] = office;
  const members = colleagues.map(({ id }) => id);
  const byHand = { handsOut: 'byHand', closedAnswer: { on: false } } as const;
  await saveWorkingHours({
    days: [1, 2, 3, 4, 5, 6, 7],
    from: '09:00',
    until: '20:00',
    other: { 6: { from: '10:00', until: '18:00' }, 7: { from: '10:00', until: '18:00' } },
    promiseMinutes: 60,
  });
  await addQueue({
    ...byHand,
    id: 'sales',
    title: 'Продажи',
    members: [me.id, ...members],
    firstReplyMinutes: 30,
    nextReplyMinutes: 60,
    closedAnswer: { on: true },
  });
  await addQueue({ ...byHand, id: 'care', title: 'Забота', members, firstReplyMinutes: 120 });
  await addQueue({ ...byHand, id: 'default', title: 'Общая', members: [me.id, ...members] });
  for (const { key, wishes } of fields) await createField(wishes, { key });
  for (const product of products) await saveProduct(product);
  for (const reply of replies) await addReply({ ...reply, files: [], buttons: [] }, me.id, now);
  await addReply(
    { name: 'моя подпись', staff: me.id, texts: { ru: 'С теплом, {{staff.name}}' }, files: [], buttons: [] },
    me.id,
    now,
  );
  await setUpPipelines();
}

async function setUpPipelines(): Promise<void> {
  await savePipeline(
    'sales',
    {
      name: 'Продажи',
      lostReasons: [...lostReasons],
      stages: [
        { id: 'new', name: 'Новая', kind: 'open', colour: 'blue' },
        { id: 'in-work', name: 'В работе', kind: 'open', colour: 'yellow' },
        { id: 'measure', name: 'Замер', kind: 'open', colour: 'violet' },
        { id: 'estimate', name: 'Смета отправлена', kind: 'open', colour: 'orange', required: ['amount'] },
        { id: 'won', name: 'Договор', kind: 'won', colour: 'green' },
        { id: 'lost', name: 'Отказ', kind: 'lost', colour: 'grey' },
      ],
      fields: [
        { name: 'Материалы', kind: 'list', options: ['Наши', 'Заказчика'] },
        { name: 'Этаж', kind: 'number' },
      ],
    },
    { version: 0 },
  );
  await addPipeline(
    {
      name: 'Гарантия',
      currency: 'RUB',
      stages: [
        { id: 'asked', name: 'Обращение', kind: 'open', colour: 'blue' },
        { id: 'visit', name: 'Выезд мастера', kind: 'open', colour: 'yellow' },
        { id: 'fixed', name: 'Исправлено', kind: 'won', colour: 'green' },
        { id: 'refused', name: 'Не наш случай', kind: 'lost', colour: 'grey' },
      ],
    },
    'care',
  );
}
