import { expect, it } from 'vitest';
import type { DeliveryStatus, MessageChange, StoredAttachment, StoredMessage } from '../../src/messages/index.ts';
import { presentDelivery, presentRefusal } from '../../src/panel/present-delivery.ts';
import { presentMessage, presentMessages } from '../../src/panel/present-message.ts';
import { presentUnsupported, unsupportedWord } from '../../src/panel/present-unsupported.ts';

const now = new Date('2026-05-03T12:00:00Z');
const viewer = { language: 'ru' as const, theme: 'auto', timeZone: 'Europe/Moscow', region: 'RU', now };
let order = 0;
const message = (changes: Partial<StoredMessage>): StoredMessage => ({
  id: `m${++order}`,
  conversation: 'telegram:1:2',
  contact: 'c',
  order,
  at: now,
  changedAt: now,
  author: { kind: 'customer' },
  kind: 'text',
  text: '',
  ...changes,
});
const words = (stretches: { text: string }[] | undefined) => stretches?.map(({ text }) => text).join('');
const photo = (file: string) => ({ file, kind: 'photo' as const, mime: 'image/jpeg' });

it('names what cannot be stored in the reader’s words, with what is known of it', () => {
  expect(presentUnsupported(viewer, 'poll')).toEqual({ words: 'Опрос' });
  const post = presentUnsupported({ language: 'en', region: 'RU' }, 'wall: Скидки https://vk.com/wall-1_2');
  expect(post.words).toBe('Wall post');
  expect(words(post.about)).toBe('Скидки https://vk.com/wall-1_2');
  expect(post.about?.at(-1)?.href).toBe('https://vk.com/wall-1_2');
  expect(presentUnsupported(viewer, 'hologram').words).toBe('Сообщение, которое нельзя показать (hologram)');
  expect(unsupportedWord(viewer, 'gift: Мишка')).toBe('Подарок');
});

it('shows the parts of an album as one message, with all changes that were made to it', () => {
  const [one, two] = presentMessages(viewer, [
    message({ id: 'a', kind: 'media', album: 'x', text: 'Кухня', attachments: [photo('1')] }),
    message({
      kind: 'media',
      album: 'x',
      attachments: [photo('2')],
      changedAt: new Date(now.getTime() + 5),
      edits: [{ at: now, before: 'Было', attachments: [photo('0')] }],
    }),
    message({ text: 'Вот' }),
  ]);
  expect(one).toMatchObject({
    id: 'a',
    isAlbum: true,
    attachments: [{}, {}],
    changed: now.getTime() + 5,
    edits: [{ attachments: [{}] }],
  });
  expect(two).toMatchObject({ text: [{ text: 'Вот' }] });
});

it('shows in place only what a browser can show, and says what went as a file', () => {
  const shown = (attachment: Partial<StoredAttachment>) =>
    presentMessage(viewer, message({ attachments: [{ file: 'f', kind: 'document', name: 'a', size: 2000, ...attachment }] }));
  const tile = { isFile: true, detail: '2 кБ' };
  expect(shown({ kind: 'photo', mime: 'image/heic' })).toMatchObject({ attachments: [tile] });
  expect(shown({ mime: 'image/heif' })).toMatchObject({ attachments: [tile] });
  expect(shown({ kind: 'photo' })).toMatchObject({ attachments: [{ isPicture: true, src: '/files/f/small' }] });
  expect(shown({ kind: 'photo', mime: 'image/bmp' })).toMatchObject({ attachments: [{ isPicture: true, src: '/files/f' }] });
  expect(shown({ mime: 'video/mp4' })).toMatchObject({ attachments: [{ isFile: true, detail: 'Видео файлом · 2 кБ' }] });
});

it('tells of a live location when they were there', () => {
  const location = { latitude: 55.75, longitude: 37.61 };
  const shown = (live?: { at: Date }) =>
    presentMessage(viewer, message({ kind: 'location', text: '', location: { ...location, ...(live && { live }) } }));
  expect(shown()).toMatchObject({ location: { label: 'Место на карте' } });
  expect(shown({ at: now })).toMatchObject({ location: { label: 'Геопозиция в движении: где человек был сегодня 15:00' } });
});

it('tells whose a shared number is', () => {
  const shared = (own: boolean) =>
    presentMessage(
      viewer,
      message({ kind: 'contact', text: 'Олег, +79990000002', shared: { phone: '+79990000002', name: 'Олег', own } }),
    );
  expect(shared(true)).toMatchObject({ caption: 'Поделился номером', shared: { name: 'Олег' } });
  expect(shared(true)).not.toMatchObject({ shared: { foreign: expect.any(String) } });
  expect(shared(false)).toMatchObject({
    caption: 'Прислана карточка контакта',
    shared: { foreign: 'Это номер другого человека' },
  });
});

it('tells who took a message back and who changed it, and offers only what may be done', () => {
  const ours = message({
    author: { kind: 'bot' },
    text: 'Иначе',
    edits: [{ at: now, before: 'Так', by: 'Ольга' }],
    removed: { at: now, by: 'Ольга' },
  });
  expect(presentMessage(viewer, ours)).toMatchObject({
    removed: 'Удалил(а) Ольга, сегодня 15:00',
    edits: [{ until: 'До сегодня 15:00, изменил(а) Ольга', text: [{ text: 'Так' }] }],
  });
  expect(presentMessage(viewer, ours)).not.toHaveProperty('verbs');
  const verbs = () => ({ edit: false, remove: true });
  expect(presentMessage(viewer, ours, verbs)).toMatchObject({ verbs: { edit: false, remove: true } });
});

it('tells what waits to be changed, until when, and why it was refused', () => {
  const changing = (delivery: DeliveryStatus, what: MessageChange['what'] = 'edit') =>
    presentMessage(
      viewer,
      message({ author: { kind: 'bot' }, text: 'Так', change: { what, key: 'k', at: now, text: 'Иначе', delivery } }),
    );
  expect(changing({ state: 'queued', attempts: 0 })).toMatchObject({
    text: [{ text: 'Так' }],
    change: { words: 'Ждёт изменения: клиент пока видит прежний текст', becomes: { text: 'Иначе' } },
  });
  const retryAt = new Date(now.getTime() + 60_000);
  expect(changing({ state: 'queued', attempts: 1, retryAt, reason: 'Too Many Requests: retry after 60' })).toMatchObject({
    change: { words: expect.stringMatching(/мессенджер просит подождать, следующая попытка в 15:01$/) },
  });
  expect(changing({ state: 'failed', attempts: 1, reason: "Bad Request: message can't be edited" })).toMatchObject({
    change: {
      state: 'failed',
      words: 'Не изменено, клиент видит прежний текст, мессенджер уже не разрешает: прошло слишком много времени',
    },
  });
  expect(changing({ state: 'queued', attempts: 0 }, 'page')).not.toHaveProperty('change');
});

it.each([
  ['Bad Request: message is too long', 'текст длиннее, чем принимает мессенджер'],
  ['You has spam restriction', 'мессенджер подозревает рассылку и просит подтверждения'],
  ['Bad Request: chat not found', 'в мессенджере нет такого диалога'],
  ['blocked', 'человек остановил бота'],
  ['Something else entirely', 'Something else entirely'],
])('says why a message failed: %s', (reason, said) => {
  expect(presentDelivery(viewer, { state: 'failed', attempts: 1, reason }).words).toBe(`Не отправлено, ${said}`);
});

it.each([
  ['quietHours', 'У клиента тихие часы'],
  ['Bad Request: chat not found', 'В мессенджере нет такого диалога (Bad Request: chat not found)'],
  ['Something else entirely', 'Something else entirely'],
])('says in a report why somebody did not get a mailing: %s', (reason, said) => {
  expect(presentRefusal(viewer, reason)).toBe(said);
});

it('a reply that was held back is sent again by a press, what the bot was kept from saying is not', () => {
  const held = { state: 'suppressed', attempts: 0, reason: 'blocked' } as const;
  expect(presentDelivery(viewer, held, { kind: 'staff' }).canSendAgain).toBe(true);
  expect(presentDelivery(viewer, held, { kind: 'bot' }).canSendAgain).toBe(false);
});
