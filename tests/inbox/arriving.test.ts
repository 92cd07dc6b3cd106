import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findOrCreateContact, getContact } from '../../src/contacts/index.ts';
import { conversationViews, getConversation, listConversations } from '../../src/conversations/index.ts';
import { fileInfo } from '../../src/files/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { type Address, history, type Incoming, type IncomingContent, noteFile } from '../../src/messages/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

useDatabase();

const flow = `
id: order
title: Заявка
start: { default: true, commands: [start] }
steps:
  - { id: plan, ask: file, text: "Пришлите план" }
  - { id: wish, ask: text, text: "Что хотите?" }
  - say: "Принято: {{answers.wish}}"
`;
const olga = { id: 'olga', name: 'Ольга' };

const clock = new ManualClock();
let acknowledged: string[] = [];
let corridor: Corridor;
let person = '';
let order = 0;

beforeAll(async () => {
  const acknowledge = async (_to: Address, token: string) => void acknowledged.push(token);
  corridor = await startCorridor({ clock, messenger: { acknowledge } });
  await corridor.put('order.yaml', flow);
  await corridor.flows.rereadFiles(new Date());
});
afterAll(() => corridor?.stop());
beforeEach(() => {
  person = String(5000 + ++order);
});
afterEach(() => {
  acknowledged = [];
});

/** Something that the messenger tells of the person of this test; does not wait until it is handled. */
async function comes(changes: Partial<Incoming>): Promise<string> {
  const incoming = { ...buildIncoming({ chat: person, at: clock.now() }), ...changes };
  const key = `telegram:7000:${newId()}`;
  await corridor.inbox.accept('telegram', [{ key, raw: incoming, incoming, order: ++order }]);
  return key;
}

async function arrives(content: IncomingContent, changes: Partial<Incoming> = {}): Promise<string> {
  const key = await comes({ content, ...changes });
  await corridor.inbox.exclusively(conversationOf(person), async () => {});
  return key;
}

const text = (words: string): IncomingContent => ({ kind: 'text', text: words });
const photo = (ref: string, size = 10) => ({ kind: 'photo' as const, ref, size });
const entries = () => history(conversationOf(person), { limit: 100 });
/** The lists that show the conversation. */
async function listed(): Promise<string[]> {
  const lists = await Promise.all(
    conversationViews.map(view => listConversations({ view, viewer: olga.id, limit: 100, now: new Date() })),
  );
  return conversationViews.filter((_view, i) => lists[i]?.conversations.some(({ id }) => id === conversationOf(person)));
}
const talk = () => getConversation(conversationOf(person));
const heard = () => corridor.heard(person);
const last = async () => (await entries()).findLast(({ author }) => author.kind !== 'bot');

describe('what comes in', () => {
  it('shows what a message answers, and whose it was before it was passed on', async () => {
    const at = new Date('2026-02-01T10:00:00Z');
    await arrives(text('Вот'), {
      quoted: [{ relation: 'reply', externalId: '7', text: 'Пришлите план' }],
      forwarded: { from: 'Пётр', at },
    });
    expect(await last()).toMatchObject({
      text: 'Вот',
      quoted: [{ relation: 'reply', externalId: '7', text: 'Пришлите план' }],
      forwarded: { from: 'Пётр', at },
    });
  });

  it('keeps the files of a forwarded message, and takes them for an answer where nothing else was said', async () => {
    await arrives(text('Привет'));
    const key = await arrives(text(''), {
      quoted: [{ relation: 'forward', from: 'Пётр', text: 'План', attachments: [photo('remote-1')] }],
    });
    const id = `${key.replaceAll(':', '-')}-q0-0`;
    expect((await last())?.quoted?.[0]?.attachments).toEqual([{ file: id, kind: 'photo', size: 10 }]);
    expect((await until('it is remembered', () => fileInfo(id))).state).toBe('remote');
    expect((await heard()).at(-1)).toBe('Что хотите?');
  });

  it('keeps both wordings and both sets of files of an edited message, once, and does not answer it again', async () => {
    await arrives(text('Привет'));
    const first = await arrives({ kind: 'media', attachments: [photo('a')], caption: 'Кухня' }, { externalId: '31' });
    const before = await heard();
    const edit: IncomingContent = { kind: 'edit', externalId: '31', text: 'Ванная', attachments: [photo('b', 20)] };
    const second = await arrives(edit);
    await arrives({ ...edit });
    const [message] = (await entries()).filter(({ externalId }) => externalId === '31');
    const file = (key: string) => `${key.replaceAll(':', '-')}-0`;
    expect(message).toMatchObject({
      text: 'Ванная',
      attachments: [{ file: file(second), size: 20 }],
      edits: [{ before: 'Кухня', attachments: [{ file: file(first), size: 10 }] }],
    });
    expect(message?.edits).toHaveLength(1);
    expect(await heard()).toEqual(before);
    await arrives(text('Ещё'), { externalId: '32' });
    await corridor.desk.takeOver(conversationOf(person), olga);
    await arrives(text('Последнее'), { externalId: '33' });
    await arrives({ kind: 'edit', externalId: '33', text: 'Самое последнее' });
    expect((await talk())?.lastMessage).toMatchObject({ text: 'Самое последнее', author: 'customer' });
    await until('it is remembered', () => fileInfo(file(second)));
  });

  it('shows the last place of who shares it live in one message, which their phone and not they bring', async () => {
    const began = clock.now();
    const minutes = (n: number) => new Date(began.getTime() + n * 60_000);
    await arrives({ kind: 'location', latitude: 55.75, longitude: 37.61, live: true }, { externalId: '51' });
    const heardBefore = await heard();
    const { contact } = await findOrCreateContact(buildIncoming({ chat: person }), began);
    await clock.advance(3_600_000);
    const moved = (latitude: number, at: Date) =>
      arrives({ kind: 'moved', externalId: '51', latitude, longitude: 37.62 }, { externalId: '51', at });
    for (const minute of [1, 2, 3]) await moved(55.75 + minute / 100, minutes(minute));
    await moved(55.1, minutes(1));
    const places = (await entries()).filter(({ externalId }) => externalId === '51');
    expect(places).toMatchObject([
      { kind: 'location', location: { latitude: 55.78, longitude: 37.62, live: { at: minutes(3) } } },
    ]);
    expect(places[0]).not.toHaveProperty('edits');
    expect(await heard()).toEqual(heardBefore);
    expect((await getContact(contact.id))?.lastActivityAt).toEqual(contact.lastActivityAt);
    await arrives({ kind: 'moved', externalId: '59', latitude: 1, longitude: 2 }, { externalId: '59' });
    expect(await last()).toMatchObject({ kind: 'location', location: { latitude: 1, longitude: 2 }, externalId: '59' });
  });

  it('does not take what became of their file for a change of theirs', async () => {
    const plan = { kind: 'document' as const, ref: 'p', name: 'План.pdf', mime: 'application/pdf', size: 10 };
    const key = await arrives({ kind: 'media', attachments: [plan], caption: 'Кухня' }, { externalId: '41' });
    const file = `${key.replaceAll(':', '-')}-0`;
    const found = { missing: { why: 'gone' as const }, mime: 'application/x-msdownload', program: true as const };
    await noteFile({ conversation: conversationOf(person), file, note: found, now: clock.now() });
    await arrives({ kind: 'edit', externalId: '41', text: 'Ванная', attachments: [plan] });
    const edited = async () => (await entries()).find(({ externalId }) => externalId === '41');
    expect(await edited()).toMatchObject({ text: 'Ванная', attachments: [{ file, ...found }] });
    expect((await edited())?.edits?.[0]).not.toHaveProperty('attachments');
    await arrives({ kind: 'edit', externalId: '41', text: 'Ванная', attachments: [{ ...plan, size: 11 }] });
    expect((await edited())?.attachments).toMatchObject([{ size: 11, mime: 'application/pdf' }]);
  });

  it('tries a file that does not come again by the clock of the program', async () => {
    const key = await arrives({ kind: 'media', attachments: [photo('later')] });
    const files = mongoose.connection.collection<{ _id: string; attempts?: number; retryAt?: Date }>('storedFiles');
    const tried = await until('it has failed', () => files.findOne({ _id: `${key.replaceAll(':', '-')}-0`, attempts: 1 }));
    expect((tried.retryAt?.getTime() ?? 0) - clock.now().getTime()).toBeLessThan(60 * 60 * 1000);
    expect((tried.retryAt?.getTime() ?? 0) - clock.now().getTime()).toBeGreaterThan(0);
  });

  it('keeps the links behind words, also behind those that were changed', async () => {
    const link = (url: string) => ({ type: 'link' as const, offset: 4, length: 3, url });
    await arrives(text('Вот тут'), { externalId: '61', entities: [link('https://example.org/a')] });
    expect(await last()).toMatchObject({ text: 'Вот тут', entities: [link('https://example.org/a')] });
    const edit: IncomingContent = { kind: 'edit', externalId: '61', text: 'Или там' };
    await arrives(edit, { entities: [link('https://example.org/b')] });
    expect((await entries()).find(({ externalId }) => externalId === '61')).toMatchObject({
      text: 'Или там',
      entities: [link('https://example.org/b')],
      edits: [{ before: 'Вот тут', entities: [link('https://example.org/a')] }],
    });
  });

  it('keeps an edit that was told after a later one where it belongs, and the words of now stay', async () => {
    const at = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    const plan = (ref: string) => [photo(ref, ref.length)];
    const edits = (text: string, seconds: number, attachments?: ReturnType<typeof plan>) => {
      const content: IncomingContent = { kind: 'edit', externalId: '81', text, ...(attachments && { attachments }) };
      return arrives(content, { at: at(seconds) });
    };
    await arrives({ kind: 'media', caption: 'Раз', attachments: plan('a') }, { externalId: '81' });
    await edits('Четыре', 30, plan('dddd'));
    await edits('Два', 10, plan('bb'));
    await edits('Три', 20, plan('bb'));
    const message = await last();
    expect(message).toMatchObject({ text: 'Четыре', attachments: [{ size: 4 }] });
    expect(message?.edits?.map(({ before, attachments }) => [before, attachments?.[0]?.size])).toEqual([
      ['Раз', 1],
      ['Два', undefined],
      ['Три', 2],
    ]);
  });

  it('shows an edited message that it never had', async () => {
    await arrives({ kind: 'edit', externalId: '99', text: 'Новое' });
    expect(await last()).toMatchObject({ kind: 'text', text: 'Новое', externalId: '99', author: { kind: 'customer' } });
  });

  it('tells a card of somebody else from their own', async () => {
    await arrives({ kind: 'contact', phone: '+79990000002', name: 'Пётр', own: false });
    expect(await last()).toMatchObject({ kind: 'contact', shared: { phone: '+79990000002', name: 'Пётр', own: false } });
  });

  it('notes who joins and leaves the community, which is no message of theirs', async () => {
    await arrives({ kind: 'membership', joined: true });
    const { contact } = await findOrCreateContact(buildIncoming({ chat: person }), clock.now());
    expect(contact.identities[0]).toMatchObject({ membership: { joined: true }, reachability: { state: 'neverStarted' } });
    expect(contact.source).toEqual({});
    expect((await entries()).map(({ event }) => event?.what)).toEqual(['joined']);
    await arrives({ kind: 'membership', joined: false });
    expect((await getContact(contact.id))?.identities[0]?.membership?.joined).toBe(false);
    expect(await heard()).toEqual([]);
    expect(await listed()).toEqual([]);
    await arrives(text('Привет'));
    expect((await getContact(contact.id))?.identities[0]?.reachability.state).toBe('reachable');
    expect(await heard()).toHaveLength(1);
    expect(await listed()).toEqual(['bot', 'all']);
  });

  it.each([
    ['allowed', true, 'reachable'],
    ['denied', false, 'denied'],
    ['blocked', false, 'blocked'],
  ] as const)(
    'takes somebody new who has %s messages for what they are, says nothing and lists nobody',
    async (reason, reachable, state) => {
      await arrives({ kind: 'reachability', reachable, reason });
      const { contact, isNew } = await findOrCreateContact(buildIncoming({ chat: person }), clock.now());
      expect(isNew).toBe(false);
      expect(contact.identities[0]?.reachability).toMatchObject({ state, evidence: 'update' });
      expect(contact.source).toEqual({});
      expect((await entries()).map(({ kind }) => kind)).toEqual(['event']);
      expect(await heard()).toEqual([]);
      expect(await listed()).toEqual([]);
    },
  );
});

describe('an operator who answers in the messenger itself', () => {
  it('silences the bot and takes back what it has not said, until the conversation is given back', async () => {
    await arrives(text('Привет'));
    await arrives({ kind: 'operator', operator: '900', text: 'Добрый день, это Вера', attachments: [photo('o')] });
    const told = await entries();
    expect(told.filter(({ author }) => author.kind === 'bot').map(({ delivery }) => delivery?.state)).toEqual(['suppressed']);
    expect(told.slice(-2)).toMatchObject([
      { author: { kind: 'operator', id: '900' }, kind: 'media', text: 'Добрый день, это Вера' },
      { kind: 'event', event: { what: 'heldBack' } },
    ]);
    expect(await talk()).toMatchObject({ mode: 'staff', unread: 0, lastMessage: { author: 'operator' } });
    expect((await talk())?.staff).toBeUndefined();

    await arrives(text('А когда?'));
    expect(await talk()).toMatchObject({ mode: 'queue', unread: 1, waitingSince: expect.any(Date) });
    await arrives({ kind: 'operator', text: 'Завтра' });
    expect(await talk()).toMatchObject({ mode: 'staff', unread: 0 });
    expect((await talk())?.waitingSince).toBeUndefined();
    expect(await heard()).toHaveLength(1);

    await corridor.desk.giveBack(conversationOf(person), olga);
    expect((await heard()).at(-1)).toContain('Пришлите план');
  });

  it('shows in other words what they changed in the messenger, which is nothing that the customer did', async () => {
    await arrives(text('Привет'));
    await arrives({ kind: 'operator', operator: '900', text: 'Будет в 15:00' }, { externalId: '71' });
    await arrives({ kind: 'reachability', reachable: false, reason: 'denied' });
    const edit: IncomingContent = { kind: 'edit', externalId: '71', text: 'Будет в 16:00', operator: true };
    await arrives(edit, { externalId: '71' });
    const answer = (await entries()).find(({ externalId }) => externalId === '71');
    expect(answer).toMatchObject({ author: { kind: 'operator' }, text: 'Будет в 16:00', edits: [{ before: 'Будет в 15:00' }] });
    expect((await talk())?.lastMessage).toMatchObject({ text: 'Будет в 16:00', author: 'operator' });
    const { contact } = await findOrCreateContact(buildIncoming({ chat: person }), clock.now());
    expect(contact.identities[0]?.reachability.state).toBe('denied');
    const before = (await entries()).length;
    await arrives({ ...edit, externalId: 'not ours' });
    expect(await entries()).toHaveLength(before);
  });

  it('leaves a conversation with the colleague who leads it', async () => {
    await arrives(text('Привет'));
    await corridor.desk.takeOver(conversationOf(person), olga);
    await arrives({ kind: 'operator', text: 'Я тоже здесь' });
    expect(await talk()).toMatchObject({ mode: 'staff', staff: 'olga' });
  });
});

describe('an album', () => {
  const part = (ref: string, album: string, caption?: string) =>
    comes({ content: { kind: 'media', attachments: [photo(ref)], ...(caption && { caption }) }, album });

  it('is one answer with all its files, and what was written after it waits for it', async () => {
    await arrives(text('Привет'));
    const [one] = [await part('1', 'a1', 'План'), await part('2', 'a1'), await part('3', 'a1')];
    await comes({ content: text('Срочно') });
    await corridor.inbox.exclusively(conversationOf(person), async () => {});
    expect(await heard()).toHaveLength(1);
    await clock.advance(1000);
    await until('it is answered', async () => (await heard()).length === 3);
    expect((await heard()).slice(1)).toEqual([expect.stringContaining('Что хотите?'), 'Принято: Срочно']);
    const shown = (await entries()).filter(({ album }) => album === 'a1');
    expect(shown.map(({ attachments }) => attachments?.length)).toEqual([1, 1, 1]);
    expect(shown[0]?.id).toBe(one);
  });

  it('goes on being waited for while it goes on coming', async () => {
    await arrives(text('Привет'));
    await part('1', 'b1');
    await clock.advance(700);
    await part('2', 'b1');
    await clock.advance(700);
    await corridor.inbox.exclusively(conversationOf(person), async () => {});
    expect(await heard()).toHaveLength(1);
    await clock.advance(400);
    await until('it is answered', async () => (await heard()).length === 2);
  });

  it('is handled once by whoever comes after a process that died, and again by nobody', async () => {
    await arrives(text('Привет'));
    const twin = await startCorridor({ folder: corridor.folder, clock });
    await part('1', 'c1');
    const incoming = {
      ...buildIncoming({ chat: person }),
      content: { kind: 'media' as const, attachments: [photo('2')] },
      album: 'c1',
    };
    await twin.inbox.accept('telegram', [{ key: `telegram:7000:${newId()}`, raw: incoming, incoming, order: ++order }]);
    await clock.advance(3000);
    await twin.inbox.sweep({ all: true });
    await corridor.inbox.sweep({ all: true });
    await until('it is answered', async () => (await heard()).length > 1);
    await corridor.inbox.exclusively(conversationOf(person), async () => {});
    await twin.stop();
    expect(await heard()).toEqual(['Пришлите план', expect.stringContaining('Что хотите?')]);
    expect((await entries()).filter(({ album }) => album === 'c1')).toHaveLength(2);
  });

  it.each(['conversation taken', 'contact found', 'message kept', 'conversation advanced', 'effects applied'] as const)(
    'is one answer although a process dies at "%s"',
    async point => {
      await arrives(text('Привет'));
      let isWhole = false;
      let died = false;
      const dying = await startCorridor({
        folder: corridor.folder,
        clock,
        checkpoint: at => {
          if (at !== point || !isWhole) return;
          died = true;
          throw new Error(`the process dies at "${point}"`);
        },
      });
      for (const ref of ['1', '2', '3']) {
        const content = { kind: 'media' as const, attachments: [photo(ref)] };
        const incoming = { ...buildIncoming({ chat: person }), content, album: 'e1' };
        await dying.inbox.accept('telegram', [{ key: `telegram:7000:${newId()}`, raw: incoming, incoming, order: ++order }]);
      }
      await dying.inbox.exclusively(conversationOf(person), async () => {});
      isWhole = true;
      await clock.advance(1100);
      await until('it has died', async () => died);
      await dying.inbox.stop();
      await clock.advance(6000);
      await corridor.inbox.sweep({ all: true });
      await until('it is answered', async () => (await heard()).length > 1);
      await corridor.inbox.exclusively(conversationOf(person), async () => {});
      await corridor.inbox.sweep({ all: true });
      await corridor.inbox.exclusively(conversationOf(person), async () => {});
      expect(await heard()).toEqual(['Пришлите план', expect.stringContaining('Что хотите?')]);
      expect((await entries()).filter(({ album }) => album === 'e1')).toHaveLength(3);
    },
  );

  it('holds nobody up while people lead the conversation', async () => {
    await arrives(text('Привет'));
    await corridor.desk.takeOver(conversationOf(person), olga);
    await part('1', 'd1');
    await corridor.inbox.exclusively(conversationOf(person), async () => {});
    expect((await entries()).filter(({ album }) => album === 'd1')).toHaveLength(1);
  });
});

describe('a pressed button', () => {
  const press = (acknowledge: string): IncomingContent => ({ kind: 'press', data: 'x', acknowledge });

  it('stops waiting as soon as it is handled, once, also while people lead the conversation', async () => {
    await arrives(press('t1'));
    await corridor.desk.takeOver(conversationOf(person), olga);
    await arrives(press('t2'));
    await clock.advance(20_000);
    expect(acknowledged).toEqual(['t1', 't2']);
  });

  it('stops waiting after three seconds while the conversation is busy, and only once', async () => {
    await arrives(text('Привет'));
    let release = () => {};
    let isBusy = false;
    const busy = corridor.inbox.exclusively(conversationOf(person), () => {
      isBusy = true;
      return new Promise<void>(done => {
        release = done;
      });
    });
    await until('somebody works on it', async () => isBusy);
    await comes({ content: press('t3') });
    await clock.advance(2900);
    expect(acknowledged).toEqual([]);
    await clock.advance(200);
    expect(acknowledged).toEqual(['t3']);
    release();
    await busy;
    await corridor.inbox.exclusively(conversationOf(person), async () => {});
    expect(acknowledged).toEqual(['t3']);
  });
});
