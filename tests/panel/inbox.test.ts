import { beforeAll, describe, expect, it } from 'vitest';
import { getConversation } from '../../src/conversations/index.ts';
import { history } from '../../src/messages/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { sampleSound } from '../support/sample-files.ts';
import { seedConversation } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel({ messengers: [messengerIn('telegram', { state: 'ready', name: 'bot' })] });
const now = new Date();
const olga = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
const waiting = 'telegram:1:10';
const withBot = 'telegram:1:11';

beforeAll(async () => {
  await ensureOwner(owner, now);
  await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '10' },
      person: { id: '10', firstName: 'Анна', lastName: 'Ветрова' },
      card: { set: { phone: '+79990000001' } },
      mode: 'queue',
      unread: 2,
      waits: 12,
      lines: [
        {
          from: 'bot',
          ago: 15,
          text: 'Что нужно сделать?',
          buttons: [[{ label: 'Ванная', action: { kind: 'press', data: 'x' } }]],
        },
        { from: 'customer', ago: 14, kind: 'press', text: 'Ванная' },
        { from: 'customer', ago: 13, text: '<b onclick="alert(1)">жирный</b> & http://example.org/a?b=1' },
        {
          from: 'staff',
          ago: 12,
          id: 'reply:a/b:0',
          text: 'Доедет ли?',
          delivery: { state: 'unknown', reason: 'The connection broke' },
        },
        { from: 'staff', ago: 12, text: 'А это нет', delivery: { state: 'failed', reason: 'blocked' } },
      ],
    },
    now,
  );
  await seedConversation(
    {
      address: { messenger: 'telegram', account: '1', chat: '11' },
      person: { id: '11', firstName: 'Игорь' },
      lines: Array.from({ length: 130 }, (_, i) => ({ from: 'customer' as const, ago: 500 - i, text: `слово ${i}` })),
    },
    now,
  );
  await olga.signIn(owner);
});

describe('the list', () => {
  it('opens on those who wait and counts every tab', async () => {
    const { page } = await olga.get('/inbox');
    expect(page).toContain('Анна Ветрова');
    expect(page).not.toContain('Игорь');
    expect(page).toContain('ждёт 12 мин');
    expect(page.replace(/\s+/g, ' ')).toMatch(/Ждут<span[^>]*>1<.*Мои<span[^>]*>0<.*Бот<span[^>]*>1<.*Все<span[^>]*>2</);
    expect(page).toMatch(/id="mark-inbox" data-count="1"/);
  });

  it('finds people by a part of their name or phone', async () => {
    expect((await olga.get('/inbox/list?q=игор', htmx)).page).toContain('Игорь');
    expect((await olga.get('/inbox/list?q=000-00-01', htmx)).page).toContain('Анна Ветрова');
    expect((await olga.get('/inbox/list?q=никого', htmx)).page).toContain('Никого не нашлось');
  });

  it('says what to do when a tab is empty', async () => {
    expect((await olga.get('/inbox?view=mine')).page).toContain('У вас нет диалогов');
  });
});

describe('a conversation', () => {
  it('shows words as words, whatever they contain', async () => {
    const { page } = await olga.get(`/inbox/${waiting}`);
    expect(page).toContain('&lt;b onclick');
    expect(page).not.toContain('<b onclick');
    expect(page).toContain('href="http://example.org/a?b&#x3D;1"');
  });

  it('tells a pressed button from typed words, and what became of each message', async () => {
    const { page } = await olga.get(`/inbox/${waiting}`);
    expect(page).toContain('Нажата кнопка');
    expect(page).toContain('Могло дойти');
    expect(page).toContain('Не отправлено, человек остановил бота');
    expect(page.match(/send-again"/g)).toHaveLength(2);
    // Sending again what may have arrived is asked about first.
    expect(page.match(/hx-confirm/g)).toHaveLength(1);
  });

  it('that was opened is read', async () => {
    await olga.get(`/inbox/${waiting}`);
    expect((await getConversation(waiting))?.unread).toBe(0);
  });

  it('gives older messages in stretches until its beginning', async () => {
    const { page } = await olga.get(`/inbox/${withBot}`);
    expect(page).toContain('слово 129');
    expect(page).not.toContain('слово 79');
    const older = /hx-get="([^"]+before[^"]+)"/.exec(page)?.[1]?.replace('&#x3D;', '=') ?? '';
    const second = await olga.get(older, htmx);
    expect(second.page).toContain('слово 79');
    const oldest = /hx-get="([^"]+before[^"]+)"/.exec(second.page)?.[1]?.replace('&#x3D;', '=') ?? '';
    const third = await olga.get(oldest, htmx);
    expect(third.page).toContain('слово 0<');
    expect(third.page).not.toContain('before');
  });

  it('that does not exist is a page that says so', async () => {
    const response = await olga.get('/inbox/telegram:1:404');
    expect(response.status).toBe(404);
    expect(response.page).toContain('Диалога нет');
  });
});

describe('at the desk one', () => {
  it('takes over, replies, gives back and sends again', async () => {
    panel.desk.notes.length = 0;
    await olga.get(`/inbox/${waiting}`);
    await olga.post(`/inbox/${waiting}/take-over`, {}, htmx);
    await olga.post(`/inbox/${waiting}/reply`, { text: 'Добрый день!', key: 'k1' }, htmx);
    await olga.post(`/inbox/${waiting}/messages/${encodeURIComponent('reply:a/b:0')}/send-again`, {}, htmx);
    await olga.post(`/inbox/${waiting}/give-back`, {}, htmx);
    expect(panel.desk.notes).toEqual([
      { takeOver: waiting, staff: 'Ольга' },
      { reply: waiting, staff: 'Ольга', text: 'Добрый день!' },
      { sendAgain: 'reply:a/b:0' },
      { giveBack: waiting, staff: 'Ольга' },
    ]);
  });

  it('changes and takes back only messages of this conversation', async () => {
    panel.desk.notes.length = 0;
    const [theirs] = await history(waiting, { limit: 1 });
    const { id, text } = theirs ?? { id: '', text: '' };
    const at = `messages/${encodeURIComponent(id)}`;
    expect((await olga.get(`/inbox/${waiting}/${at}/edit`, htmx)).page).toContain(text);
    const changed = await olga.post(`/inbox/${waiting}/${at}/edit`, { text: 'Иначе' }, htmx);
    expect(changed.page).toContain(`id="m-${id}"`);
    await olga.post(`/inbox/${waiting}/${at}/remove`, {}, htmx);
    expect(panel.desk.notes).toEqual([
      { edit: id, text: 'Иначе', staff: 'Ольга' },
      { remove: id, staff: 'Ольга' },
    ]);
    const elsewhere = await olga.post(`/inbox/${withBot}/${at}/remove`, {}, htmx);
    expect(elsewhere.status).toBe(422);
    expect(elsewhere.page).toContain('уже не изменить');
    expect(panel.desk.notes).toHaveLength(2);
  });

  it('comes back to the conversation where there is no script', async () => {
    const response = await olga.post(`/inbox/${waiting}/take-over`);
    expect(response.headers.get('location')).toBe(`/inbox/${waiting}`);
  });

  it('cannot send nothing', async () => {
    panel.desk.notes.length = 0;
    const response = await olga.post(`/inbox/${waiting}/reply`, { text: '   ' }, htmx);
    expect(response.status).toBe(422);
    expect(response.page).toContain('Напишите текст или приложите файл');
    expect(response.headers.get('hx-retarget')).toBe('#toasts');
    expect(panel.desk.notes).toEqual([]);
  });

  it('is told to take over first while the bot speaks', async () => {
    const { page } = await olga.get(`/inbox/${withBot}`);
    expect(page).toContain('Сейчас отвечает бот');
    expect(page).not.toContain('id="reply"');
    expect(page).toContain('Взять себе');
  });

  it('attaches files, which only who uploaded them may send', async () => {
    panel.desk.notes.length = 0;
    const body = new FormData();
    body.append('files', new Blob(['смета на ремонт']), 'Смета.txt');
    const { page } = await olga.upload(`/inbox/${waiting}/files`, body);
    expect(page).toContain('Смета.txt');
    const file = /name="file" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await olga.post(`/inbox/${waiting}/reply`, { text: '', file }, htmx);
    expect(panel.desk.notes).toEqual([{ reply: waiting, staff: 'Ольга', text: '', files: 1 }]);

    const sound = new FormData();
    sound.append('files', new Blob([Uint8Array.from(sampleSound())]), 'Запись.wav');
    const { page: uploaded } = await olga.upload(`/inbox/${waiting}/files`, sound);
    expect(uploaded).toContain('name="voice"');
    const [, voice = ''] = /name="file" value="([^"]+)"/.exec(uploaded) ?? [];
    panel.desk.notes.length = 0;
    await olga.post(`/inbox/${waiting}/reply`, { text: '', file: voice, voice }, htmx);
    expect(panel.desk.notes).toEqual([{ reply: waiting, staff: 'Ольга', text: '', files: 1, voice: true }]);

    await addStaff({ email: 'ivan@example.org', role: 'manager' });
    const ivan = visitor(() => panel.url);
    await ivan.signIn({ ...owner, email: 'ivan@example.org' });
    expect((await ivan.post(`/inbox/${waiting}/reply`, { text: '', file }, htmx)).status).toBe(404);
  });
});

describe('a viewer', () => {
  it('reads everything and changes nothing', async () => {
    await addStaff({ email: 'guest@example.org', role: 'viewer' });
    const guest = visitor(() => panel.url);
    await guest.signIn({ ...owner, email: 'guest@example.org' });
    const { page } = await guest.get(`/inbox/${waiting}`);
    expect(page).toContain('Ваша роль позволяет только смотреть');
    panel.desk.notes.length = 0;
    for (const action of [
      'take-over',
      'give-back',
      'reply',
      'read',
      'files',
      'messages/x/send-again',
      'messages/x/edit',
      'messages/x/remove',
      'transfer',
      'snooze',
      'wake',
      'close',
      'reopen',
    ]) {
      const response = await guest.post(`/inbox/${waiting}/${action}`, { text: 'x' }, htmx);
      expect([action, response.status]).toEqual([action, 403]);
    }
    expect(panel.desk.notes).toEqual([]);
  });
});

it('a session that has ended sends htmx to the sign-in page and back', async () => {
  const stranger = visitor(() => panel.url);
  const response = await stranger.get('/inbox/list', { ...htmx, 'hx-current-url': `${panel.url}/inbox/${waiting}` });
  expect(response.status).toBe(401);
  expect(response.headers.get('hx-redirect')).toBe(`/login?next=${encodeURIComponent(`/inbox/${waiting}`)}`);
});
