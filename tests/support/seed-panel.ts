import { Readable } from 'node:stream';
import mongoose from 'mongoose';
import { recordConsent } from '../../src/consents/index.ts';
import { type ContactPatch, findOrCreateContact, patchContact } from '../../src/contacts/index.ts';
import { recordRun } from '../../src/conversations/index.ts';
import { saveFile } from '../../src/files/index.ts';
import {
  type Address,
  conversationId,
  type DeliveryStatus,
  keepMessage,
  type Person,
  type StoredMessage,
} from '../../src/messages/index.ts';
import { samplePicture, sampleSound } from './sample-files.ts';

const minute = 60_000;
let made = 0;

type Line = Partial<Omit<StoredMessage, 'author' | 'delivery'>> & {
  from: 'customer' | 'bot' | 'staff' | 'event';
  /** Minutes before now. */
  ago: number;
  delivery?: Partial<DeliveryStatus>;
};

export interface Seed {
  address: Address;
  person: Person;
  link?: string;
  card?: ContactPatch;
  mode?: 'bot' | 'queue' | 'staff';
  staff?: string;
  queue?: string;
  unread?: number;
  waits?: number;
  lines: Line[];
}

/** A contact with one conversation, as the rooms would have left it. */
export async function seedConversation(input: Seed, now: Date): Promise<{ contact: string; conversation: string }> {
  const { address, person, link, card, lines, mode = 'bot' } = input;
  const conversation = conversationId(address);
  const first = new Date(now.getTime() - (lines[0]?.ago ?? 0) * minute);
  const incoming = { address, from: person, at: first, content: { kind: 'start' as const }, ...(link && { link }) };
  const { contact } = await findOrCreateContact(incoming, first);
  const last = lines.at(-1);
  const lastAt = new Date(now.getTime() - (last?.ago ?? 0) * minute);
  await patchContact(
    contact.id,
    { ...card, activityAt: lastAt },
    { key: `seed:${conversation}`, by: { kind: 'flow', flow: 'lead' }, now: lastAt },
  );
  for (const line of lines) await keepMessage(message(line, { conversation, contact: contact.id, now, staff: input.staff }));
  const document = {
    _id: conversation,
    ...address,
    contact: contact.id,
    mode,
    ...(input.staff && mode === 'staff' && { staff: input.staff }),
    ...(input.queue && { queue: input.queue }),
    revision: 1,
    handled: [],
    unread: input.unread ?? 0,
    ...(input.waits !== undefined && { waitingSince: new Date(now.getTime() - input.waits * minute) }),
    ...(last && {
      lastMessage: {
        text: last.text ?? '',
        kind: last.attachments?.[0]?.kind ?? last.kind ?? 'text',
        at: lastAt,
        author: last.from === 'event' ? 'system' : last.from,
      },
    }),
    lastAt,
    createdAt: first,
    leaseUntil: new Date(0),
  };
  await mongoose.connection.collection<typeof document>('conversations').insertOne(document);
  return { contact: contact.id, conversation };
}

/** One more entry of a conversation's history, kept the way the inbox keeps it. */
export function message(
  line: Line,
  where: { conversation: string; contact: string; now: Date; staff?: string | undefined },
): StoredMessage {
  const { from, ago, delivery, ...rest } = line;
  const at = new Date(where.now.getTime() - ago * minute);
  const outgoing = from === 'bot' || from === 'staff';
  // Those of one moment in the order of their making.
  const order = at.getTime() * 1000 + (made++ % 1000);
  return {
    id: `seed:${order}`,
    conversation: where.conversation,
    contact: where.contact,
    order,
    at,
    author:
      from === 'staff'
        ? { kind: 'staff', id: where.staff ?? 'staff', name: 'Ольга' }
        : from === 'event'
          ? { kind: 'system' }
          : { kind: from },
    kind: from === 'event' ? 'event' : 'text',
    text: '',
    ...(outgoing && { delivery: { state: 'sent' as const, attempts: 1, sentAt: at, ...delivery } }),
    changedAt: where.now,
    ...rest,
  };
}

/** A morning at a small repair firm: people waiting, people with the bot, failures, files. */
export async function seedPanel({ staff, now }: { staff: string; now: Date }): Promise<{ anna: string; annaContact: string }> {
  const picture = await saveFile({
    stream: Readable.from(samplePicture()),
    name: 'Ванная до ремонта.png',
    owner: { conversation: 'telegram:1:501' },
  });
  const sound = await saveFile({
    stream: Readable.from(sampleSound()),
    name: 'voice.wav',
    owner: { conversation: 'telegram:1:501' },
  });
  const plan = await saveFile({
    stream: Readable.from(Buffer.from('%PDF-1.4\n%plan of the flat\n')),
    name: 'План квартиры.pdf',
    owner: { conversation: 'telegram:1:501' },
  });
  const shownFile = (file: typeof picture, kind: 'photo' | 'voice' | 'document', more = {}) => ({
    file: file.id,
    kind,
    name: file.name,
    mime: file.mime,
    ...(file.size !== undefined && { size: file.size }),
    ...more,
  });
  const consentText =
    'Согласен на обработку имени, телефона и ответов для подготовки сметы. Согласие можно отозвать в любой момент, написав «стоп».';

  const anna = await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '501' },
      person: { id: '501', firstName: 'Анна', lastName: 'Ветрова', username: 'anna_vetrova', language: 'ru' },
      link: 'promo-vk-ads',
      mode: 'queue',
      queue: 'sales',
      unread: 3,
      waits: 12,
      card: {
        set: { phone: '+79990000001', email: 'anna@example.org', city: 'Казань', birthday: '1991-05-12' },
        custom: { 'Площадь, м²': 42.5, Срок: 'до конца месяца', Ипотека: true },
        addTags: ['ванная', 'срочно', 'повторный'],
        score: 30,
        consents: { 'personal-data': { given: true, hash: 'a1', at: now } },
      },
      lines: [
        { from: 'customer', ago: 60 * 25, text: '/start promo-vk-ads' },
        { from: 'bot', ago: 60 * 25, text: 'Здравствуйте, Анна! Я помогу рассчитать ремонт — это займёт пару минут.' },
        {
          from: 'bot',
          ago: 60 * 25,
          text: 'Что нужно сделать?',
          buttons: [
            [{ label: 'Ванная', action: { kind: 'press', data: 'a' } }],
            [{ label: 'Квартира под ключ', action: { kind: 'press', data: 'b' } }],
            [{ label: 'Просто спросить', action: { kind: 'press', data: 'c' } }],
          ],
        },
        { from: 'customer', ago: 60 * 24 + 58, kind: 'press', text: 'Ванная' },
        { from: 'bot', ago: 60 * 24 + 58, text: 'Сколько квадратных метров?' },
        { from: 'customer', ago: 60 * 24 + 50, text: '4,2' },
        { from: 'bot', ago: 60 * 24 + 50, text: 'Пришлите, пожалуйста, фото — так смета будет точнее.' },
        {
          from: 'customer',
          ago: 40,
          kind: 'media',
          text: 'Вот так сейчас, плитку хотим снять полностью',
          attachments: [shownFile(picture, 'photo', { width: 640, height: 400 })],
        },
        { from: 'customer', ago: 38, kind: 'media', attachments: [shownFile(sound, 'voice', { duration: 7 })] },
        { from: 'customer', ago: 37, kind: 'media', attachments: [shownFile(plan, 'document')] },
        {
          from: 'bot',
          ago: 36,
          text: 'Спасибо! Проверьте: Анна, +7 999 000-00-01, 4,2 м². Всё верно?',
          entities: [{ type: 'bold', offset: 9, length: 9 }],
        },
        {
          from: 'customer',
          ago: 14,
          text: 'А можно живого человека? Хочу понять, успеете ли до конца месяца. Пример того, что нравится: https://example.org/bath/17',
          edits: [{ at: new Date(now.getTime() - 13 * minute), before: 'А можно человека?' }],
        },
        { from: 'event', ago: 13, kind: 'event', event: { what: 'handoff', values: { queue: 'sales' } } },
        { from: 'bot', ago: 13, text: 'Передаю менеджеру, ответим в течение 15 минут.' },
        {
          from: 'customer',
          ago: 12,
          kind: 'location',
          text: 'Кремлёвская, 1',
          location: { latitude: 55.79, longitude: 49.11, title: 'Кремлёвская, 1' },
        },
      ],
    },
    now,
  );
  await recordConsent({
    id: 'c1',
    contact: anna.contact,
    kind: 'personal-data',
    given: true,
    version: '2026-03',
    hash: 'a1',
    text: consentText,
    at: new Date(now.getTime() - 25 * 60 * minute),
    conversation: anna.conversation,
    flow: 'lead',
  });
  await recordConsent({
    id: 'c2',
    contact: anna.contact,
    kind: 'advertising',
    given: false,
    version: '2026-03',
    hash: 'a2',
    text: 'Согласен получать новости и предложения.',
    at: new Date(now.getTime() - 24 * 60 * minute),
    conversation: anna.conversation,
    flow: 'lead',
  });
  const at = (ago: number) => new Date(now.getTime() - ago * minute).toISOString();
  await recordRun(
    {
      id: 'r1',
      flow: 'lead',
      revision: 'r',
      title: 'Заявка на ремонт',
      startedAt: at(60 * 25),
      outcome: 'handoff',
      endedAt: at(13),
      answers: [
        { step: 'service', question: 'Что нужно сделать?', value: 'bath', text: 'Ванная', at: at(60 * 24 + 58) },
        { step: 'area', question: 'Сколько квадратных метров?', value: 4.2, text: '4,2', at: at(60 * 24 + 50) },
        {
          step: 'photo',
          question: 'Пришлите, пожалуйста, фото — так смета будет точнее.',
          value: ['f'],
          text: '1 фото',
          at: at(40),
        },
      ],
    },
    { conversation: anna.conversation, contact: anna.contact, now },
  );

  await seedConversation(
    {
      address: { messenger: 'vk', account: '1', chat: '702' },
      person: { id: '702', firstName: 'Игорь', lastName: 'Самойлов', language: 'ru' },
      mode: 'staff',
      staff,
      unread: 1,
      waits: 3,
      card: { set: { phone: '+79990000002', city: 'Самара', company: 'Школа танцев «Ритм»' }, addTags: ['юрлицо'] },
      lines: [
        { from: 'customer', ago: 180, text: 'Добрый день! Нужен ремонт зала 120 м², смотрели ваши работы.' },
        { from: 'event', ago: 178, kind: 'event', event: { what: 'taken', values: { name: 'Ольга' } } },
        { from: 'staff', ago: 177, text: 'Добрый день, Игорь! Готовы приехать на замер завтра в 11:00, удобно?' },
        {
          from: 'staff',
          ago: 176,
          text: 'Прикладываю примеры похожих залов.',
          delivery: { state: 'unknown', reason: 'The connection to VK broke before it answered (ECONNRESET)' },
        },
        { from: 'customer', ago: 60, text: 'Давайте в 12:00' },
        { from: 'staff', ago: 58, text: 'Записала: завтра, 12:00.' },
        { from: 'customer', ago: 3, text: 'И ещё вопрос: работаете по безналу с НДС?' },
      ],
    },
    now,
  );
  await seedConversation(
    {
      address: { messenger: 'web', account: 'site', chat: 'k3v9' },
      person: { id: 'k3v9', language: 'ru' },
      mode: 'queue',
      unread: 1,
      waits: 95,
      card: { set: { name: 'Пётр', phone: '+79990000003' }, touch: { messenger: 'web', at: now, detail: 'example.org' } },
      lines: [
        { from: 'customer', ago: 97, text: 'Здравствуйте, сколько стоит поменять окно на балконе?' },
        { from: 'bot', ago: 97, text: 'Зависит от размеров. Передаю менеджеру.' },
        { from: 'customer', ago: 95, text: '1,5 на 1,4, пятый этаж' },
      ],
    },
    now,
  );
  await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '503' },
      person: { id: '503', firstName: 'Мария', lastName: 'Голубева', username: 'm_golubeva' },
      mode: 'staff',
      staff,
      card: {
        set: { phone: '+79990000004', email: 'm.golubeva@example.org' },
        addTags: ['vip', 'квартира под ключ', 'дизайн-проект', 'рассрочка'],
        reachability: {
          identity: 'telegram:1:503',
          state: 'blocked',
          at: new Date(now.getTime() - 200 * minute),
          evidence: 'send',
        },
      },
      lines: [
        { from: 'customer', ago: 60 * 50, text: 'Пришлите договор, пожалуйста' },
        { from: 'staff', ago: 60 * 49, text: 'Договор отправила на почту, посмотрите, пожалуйста.' },
        {
          from: 'staff',
          ago: 200,
          text: 'Мария, получилось посмотреть договор?',
          delivery: { state: 'failed', reason: 'blocked' },
        },
        { from: 'event', ago: 200, kind: 'event', event: { what: 'blocked', values: {} } },
        {
          from: 'staff',
          ago: 20,
          text: 'Напишите, когда будете на связи.',
          delivery: {
            state: 'queued',
            retryAt: new Date(now.getTime() + 25 * minute),
            reason: 'Too Many Requests: retry after 1500',
          },
        },
      ],
    },
    now,
  );
  const others: [string, string, 'telegram' | 'vk' | 'web', string, number, string][] = [
    ['Сергей', 'Лунин', 'telegram', 'Хочу рассчитать стоимость ремонта двушки', 8, 'Москва'],
    ['Екатерина', 'Белова', 'vk', 'Спасибо, я подумаю', 55, 'Казань'],
    ['Тимур', 'Ахметов', 'telegram', '55', 130, 'Уфа'],
    ['Наталья', 'Орешкина', 'vk', 'А электрику меняете?', 60 * 5, 'Самара'],
    ['Дмитрий', 'Зайцев-Покровский', 'telegram', 'Ок', 60 * 27, 'Нижний Новгород'],
    ['Алина', '', 'web', 'Пока просто смотрю', 60 * 30, ''],
    ['Владимир', 'Кузнечик', 'vk', 'до связи', 60 * 24 * 3, 'Пермь'],
    ['Юлия', 'Морозова', 'telegram', 'Приезжайте в субботу', 60 * 24 * 9, 'Казань'],
    ['Роман', 'Шишкин', 'vk', '👍', 60 * 24 * 40, ''],
    ['Гульнара', 'Сафина', 'telegram', 'Сколько ждать плитку?', 60 * 24 * 200, 'Казань'],
    ['Артём', 'Лесной', 'telegram', 'Спасибо!', 60 * 24 * 420, 'Тула'],
  ];
  for (const [i, [firstName, lastName, messenger, text, ago, city]] of others.entries()) {
    const id = String(600 + i);
    await seedConversation(
      {
        address: { messenger, account: messenger === 'web' ? 'site' : '1', chat: id },
        person: { id, firstName, ...(lastName && { lastName }) },
        ...(i % 3 === 0 && { link: 'lead' }),
        card: {
          set: { ...(city && { city }), ...(i % 4 !== 3 && { phone: `+7999000001${i % 10}` }) },
          addTags: i % 2 ? ['повторный'] : i % 5 === 0 ? ['ванная'] : [],
        },
        lines: [
          { from: 'bot', ago: ago + 1, text: 'Здравствуйте! Чем помочь?' },
          { from: 'customer', ago, text },
          ...(i % 3 === 1
            ? [{ from: 'bot' as const, ago, text: 'Поняли, спасибо! Ещё один вопрос: на какой адрес выезжать?' }]
            : []),
        ],
      },
      now,
    );
  }
  return { anna: anna.conversation, annaContact: anna.contact };
}
