import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ConversationView,
  conversationViews,
  countConversations,
  getConversation,
  heldBy,
  listConversations,
  markRead,
  type Queue,
  removeQueue,
  saveQueue,
  setAway,
  unreadFor,
  unsetQueue,
} from '../../src/conversations/index.ts';
import { type HouseRulesBook, openHouseRules } from '../../src/inbox/index.ts';
import { history } from '../../src/messages/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

useDatabase();
const minute = 60_000;
const flow = `id: help
title: Помощь
language: ru
start: { default: true }
steps:
  - id: name
    ask: text
    text: "Как вас зовут?"
  - handoff: sales
    next: thanks
  - id: thanks
    ask: text
    text: "Что ещё?"
  - end
`;

const outerFlow = `id: outer
title: Покраска
language: ru
start: { commands: [outer] }
steps:
  - id: paint
    call: inner
  - say: "Готово, {{answers.paint.colour}}"
  - end
`;
const innerFlow = `id: inner
title: Цвет
language: ru
steps:
  - id: colour
    ask: choice
    text: "Какой цвет?"
    options: [{ value: white, label: Белый }, { value: grey, label: Серый }]
  - end
`;

let clock: ManualClock;
let corridor: Corridor;
let rules: HouseRulesBook;
let person = '';
let people = 0;
let ivan: { id: string; name: string };
let olga: { id: string; name: string };

beforeAll(async () => {
  await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups' }, new Date());
  const ids = await Promise.all(['ivan', 'maria'].map(name => addStaff({ email: `${name}@example.org`, role: 'manager' })));
  [ivan, olga] = ids.map((id, i) => ({ id, name: i === 0 ? 'Иван' : 'Мария' })) as [typeof ivan, typeof olga];
});

/** Monday, noon in Moscow; the usual hours are 9 to 18. */
beforeEach(async () => {
  clock = new ManualClock('2026-03-02T09:00:00Z');
  rules = await openHouseRules({ log: pino({ level: 'silent' }) });
  corridor = await startCorridor({ clock, rules: () => rules.now() });
  await corridor.put('help.yaml', flow);
  await corridor.flows.rereadFiles(clock.now());
  person = String(7000 + ++people);
});
afterEach(async () => {
  await corridor.stop();
  await queue({});
});

const id = () => conversationOf(person);
const talk = async () => {
  const found = await getConversation(id());
  if (!found) throw new Error('No conversation');
  return found;
};
const lines = async () => (await history(id(), { limit: 100 })).flatMap(({ event }) => (event ? [event.what] : []));
const said = async () => (await corridor.messagesTo(person)).at(-1)?.text;

async function queue(more: Partial<Queue>) {
  await saveQueue({ ...unsetQueue('sales'), title: 'Продажи', ...more });
  await rules.refresh();
}

/** The person asks for somebody. */
async function asks() {
  await corridor.says(person, 'Здравствуйте');
  await corridor.says(person, 'Анна');
}

async function listed(viewer = ivan.id): Promise<ConversationView[]> {
  const input = { viewer, limit: 500, now: clock.now() };
  const found = await Promise.all(conversationViews.map(view => listConversations({ view, ...input })));
  return conversationViews.filter((_view, i) => found[i]?.conversations.some(({ id: found }) => found === id()));
}

describe('a conversation that a flow hands over', () => {
  it('waits unassigned in the queue the flow named, with a time to be answered by', async () => {
    await queue({ firstReplyMinutes: 15 });
    await asks();
    expect(await talk()).toMatchObject({ mode: 'queue', queue: 'sales', dueAt: new Date('2026-03-02T09:15:00Z') });
    expect(await listed()).toEqual(['waiting', 'unassigned', 'all']);
  });

  it('keeps how long the first and the next answers took, by whom, in working time', async () => {
    await asks();
    await clock.advance(10 * minute);
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Добрый день' });
    await clock.advance(minute);
    await corridor.says(person, 'Сколько стоит?');
    await clock.advance(5 * minute);
    await corridor.desk.reply({ conversation: id(), staff: olga, text: 'Тысячу' });
    const { firstReply, replies, dueAt, waitingSince } = await talk();
    expect(firstReply).toMatchObject({ by: ivan.id, ms: 10 * minute });
    expect(replies?.map(({ by, ms }) => [by, ms])).toEqual([
      [ivan.id, 10 * minute],
      [olga.id, 5 * minute],
    ]);
    expect([dueAt, waitingSince]).toEqual([undefined, undefined]);
  });

  it('is unread for each person until they have seen it, or somebody has answered', async () => {
    await asks();
    const unread = async () => [unreadFor(await talk(), ivan.id), unreadFor(await talk(), olga.id)];
    expect(await unread()).toEqual([1, 1]);
    await markRead(id(), ivan.id, clock.now());
    expect(await unread()).toEqual([0, 1]);
    await corridor.says(person, 'Вы тут?');
    expect(await unread()).toEqual([1, 2]);
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Да' });
    expect(await unread()).toEqual([0, 0]);
  });
});

describe('lists', () => {
  it('put what is overdue first, then who has waited longest', async () => {
    await queue({ firstReplyMinutes: 60 });
    const slow = person;
    await asks();
    await saveQueue({ ...unsetQueue('fast'), title: 'Срочные', firstReplyMinutes: 5 });
    await rules.refresh();
    await clock.advance(minute);
    person = String(7000 + ++people);
    await asks();
    await corridor.dispatcher.transfer(id(), { queue: 'fast', title: 'Срочные' }, { by: olga });
    const order = async () => {
      const found = await listConversations({ view: 'waiting', viewer: ivan.id, limit: 100, now: clock.now() });
      return found.conversations.map(({ chat }) => chat).filter(chat => [slow, person].includes(chat));
    };
    expect(await order()).toEqual([slow, person]);
    await clock.advance(10 * minute);
    expect(await order()).toEqual([person, slow]);
  });

  it('are narrowed down by messenger, holder, queue and tag together, and hide what belongs to others', async () => {
    const count = async (more: object) => (await countConversations({ viewer: olga.id, ...more }))?.all ?? 0;
    const all = { queue: 'sales', staff: ivan.id, messenger: 'telegram' };
    const before = await count(all);
    await asks();
    await corridor.dispatcher.transfer(id(), { staff: ivan }, { by: olga });
    expect(await count(all)).toBe(before + 1);
    expect(await count({ queue: 'sales', staff: ivan.id, messenger: 'vk' })).toBe(0);
    expect(await count({ staff: ivan.id, tag: 'vip' })).toBe(0);
    expect(await count({ staff: ivan.id, ownOnly: true })).toBe(0);
  });
});

describe('two people at once', () => {
  it('leave it to the first, and the second is told who that was', async () => {
    await asks();
    const held = heldBy(await talk());
    await corridor.desk.takeOver(id(), ivan, held);
    await expect(corridor.desk.takeOver(id(), olga, held)).rejects.toMatchObject({ code: 'inbox.conflict' });
    await expect(corridor.dispatcher.close(id(), { by: olga, held })).rejects.toMatchObject({ code: 'inbox.conflict' });
    expect(await talk()).toMatchObject({ mode: 'staff', staff: ivan.id, queue: 'sales' });
  });
});

it('a reply that was written for later goes, and whoever has the conversation by then keeps it', async () => {
  await asks();
  await corridor.desk.takeOver(id(), ivan);
  await corridor.dispatcher.transfer(id(), { staff: olga }, { by: ivan });
  const planned = { conversation: id(), staff: ivan, planned: true } as const;
  await corridor.desk.reply({ ...planned, text: 'Напоминаю о замере' });
  expect((await history(id(), { limit: 1 }))[0]).toMatchObject({ text: 'Напоминаю о замере', author: ivan });
  expect(await talk()).toMatchObject({ mode: 'staff', staff: olga.id, waitingSince: expect.any(Date) });
  await corridor.dispatcher.close(id(), { by: olga });
  await corridor.desk.reply({ ...planned, text: 'Как прошёл замер?' });
  expect(await talk()).toMatchObject({ mode: 'staff', staff: ivan.id });
});

describe('a conversation that is put off', () => {
  const tomorrow = new Date('2026-03-03T06:00:00Z');

  it('is in no list of open ones, and comes back at its time, marked, to the same person, once', async () => {
    await asks();
    await corridor.desk.takeOver(id(), ivan);
    await corridor.dispatcher.snooze(id(), tomorrow, { by: ivan });
    expect(await listed()).toEqual(['all', 'snoozed']);
    await corridor.alarm.ring();
    expect((await talk()).snoozed).toBeDefined();
    clock.set(tomorrow);
    await Promise.all([corridor.alarm.ring(), corridor.alarm.ring()]);
    expect(await listed()).toEqual(['waiting', 'mine', 'all']);
    expect(await talk()).toMatchObject({ staff: ivan.id, mark: 'woken' });
    expect((await lines()).filter(what => what === 'woken')).toHaveLength(1);
    await markRead(id(), ivan.id, clock.now());
    expect((await talk()).mark).toBeUndefined();
  });

  it('comes back at once when the customer writes', async () => {
    await asks();
    await corridor.dispatcher.snooze(id(), tomorrow, { by: ivan });
    await corridor.says(person, 'Передумала ждать');
    expect(await talk()).toMatchObject({ mode: 'staff', staff: ivan.id, mark: 'woken' });
    expect((await talk()).wakeAt).toBeUndefined();
    expect(await lines()).toContain('woken');
  });

  it('cannot be put off to what has passed', async () => {
    await asks();
    await expect(corridor.dispatcher.snooze(id(), clock.now(), { by: ivan })).rejects.toMatchObject({
      code: 'inbox.snooze_past',
    });
  });
});

describe('a conversation that is closed', () => {
  async function closes() {
    await asks();
    await corridor.desk.takeOver(id(), ivan);
    await corridor.dispatcher.close(id(), { by: ivan, reason: 'Решено' });
  }

  it('opens again with a new message, with whom it was while they are in', async () => {
    await closes();
    expect(await listed()).toEqual(['all', 'closed']);
    expect(await talk()).toMatchObject({ closed: { by: ivan.id, reason: 'Решено' } });
    await corridor.says(person, 'Ещё вопрос');
    expect(await talk()).toMatchObject({ mode: 'staff', staff: ivan.id, mark: 'reopened' });
    expect(await listed()).toEqual(['waiting', 'mine', 'all']);
    expect(await lines()).toEqual(expect.arrayContaining(['closed', 'reopened']));
  });

  it('goes to its queue when they are away', async () => {
    await closes();
    await setAway(ivan.id, true, clock.now());
    await rules.refresh();
    await corridor.says(person, 'Ещё вопрос');
    const { mode, queue, staff } = await talk();
    expect([mode, queue, staff]).toEqual(['queue', 'sales', undefined]);
    await setAway(ivan.id, false, clock.now());
  });
});

describe('a queue that hands out', () => {
  it('in turn goes round those who are in and have room, and leaves the rest waiting', async () => {
    await queue({ handsOut: 'roundRobin', members: [ivan.id, olga.id], mostOpen: 50 });
    const asked: string[] = [];
    for (let i = 0; i < 4; i++) {
      person = String(7000 + ++people);
      await asks();
      await clock.advance(1000);
      asked.push(id());
    }
    const holders = () => Promise.all(asked.map(async each => (await getConversation(each))?.staff));
    // One that the bot is still busy with is left to the next tick, and its turn is gone.
    await until('all are given', async () => {
      await corridor.dispatcher.handOut();
      return (await holders()).every(each => each !== undefined);
    });
    expect(new Set(await holders())).toEqual(new Set([ivan.id, olga.id]));
    expect(await lines()).toContain('assigned');
  });

  it('to the least busy gives nobody more than the limit, and nothing to who is away or outside the hours', async () => {
    await queue({ handsOut: 'leastBusy', members: [olga.id], mostOpen: 1 });
    await asks();
    await corridor.dispatcher.handOut();
    // She has conversations of the test before.
    expect((await talk()).mode).toBe('queue');
    await queue({ handsOut: 'leastBusy', members: [olga.id] });
    await setAway(olga.id, true, clock.now());
    await rules.refresh();
    await corridor.dispatcher.handOut();
    expect((await talk()).mode).toBe('queue');
    await setAway(olga.id, false, clock.now());
    await rules.refresh();
    clock.set(new Date('2026-03-02T19:00:00Z'));
    await corridor.dispatcher.handOut();
    expect((await talk()).mode).toBe('queue');
    clock.set(new Date('2026-03-03T09:00:00Z'));
    await corridor.dispatcher.handOut();
    expect(await talk()).toMatchObject({ mode: 'staff', staff: olga.id });
  });
});

describe('a conversation in which nobody writes', () => {
  it('goes back to the bot after the time of its queue, to the exact question', async () => {
    await queue({ returnAfterMinutes: 30 });
    await asks();
    await corridor.desk.takeOver(id(), ivan);
    await clock.advance(29 * minute);
    await corridor.dispatcher.returnSilent();
    expect((await talk()).mode).toBe('staff');
    await clock.advance(minute);
    await corridor.dispatcher.returnSilent();
    expect((await talk()).mode).toBe('bot');
    expect(await said()).toBe('Что ещё?');
    expect(await lines()).toContain('returned');
  });

  it('stays with people over a night in which a customer waits for them', async () => {
    await queue({ returnAfterMinutes: 30 });
    await asks();
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Я тут' });
    clock.set(new Date('2026-03-02T14:50:00Z'));
    await corridor.says(person, 'А завтра работаете?');
    for (const at of ['2026-03-02T16:00:00Z', '2026-03-03T05:59:00Z', '2026-03-03T06:19:00Z']) {
      clock.set(new Date(at));
      await corridor.dispatcher.returnSilent();
      expect(await talk()).toMatchObject({ mode: 'staff', waitingSince: new Date('2026-03-02T14:50:00Z') });
    }
    clock.set(new Date('2026-03-03T06:20:00Z'));
    await corridor.dispatcher.returnSilent();
    expect((await talk()).mode).toBe('bot');
  });

  it('goes back in the morning where the customer sleeps', async () => {
    await queue({ returnAfterMinutes: 30 });
    await asks();
    clock.set(new Date('2026-03-02T18:00:00Z'));
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Доброй ночи' });
    clock.set(new Date('2026-03-03T05:59:00Z'));
    await corridor.dispatcher.returnSilent();
    expect((await talk()).mode).toBe('staff');
    clock.set(new Date('2026-03-03T06:00:00Z'));
    await corridor.dispatcher.returnSilent();
    expect(await said()).toBe('Что ещё?');
  });

  it('goes back by the rule of the default queue where nobody has set its own up', async () => {
    await saveQueue({ ...unsetQueue('default'), title: 'Общая', returnAfterMinutes: 30 });
    await removeQueue('sales');
    await rules.refresh();
    await asks();
    await corridor.desk.takeOver(id(), ivan);
    await clock.advance(30 * minute);
    await corridor.dispatcher.returnSilent();
    await removeQueue('default');
    expect((await talk()).mode).toBe('bot');
  });

  it('goes back to a question with buttons of a flow that was called, in another process too', async () => {
    await saveQueue({ ...unsetQueue('default'), title: 'Общая', returnAfterMinutes: 30 });
    await rules.refresh();
    await corridor.put('inner.yaml', innerFlow);
    await corridor.put('outer.yaml', outerFlow);
    await corridor.flows.rereadFiles(clock.now());
    await corridor.says(person, '/outer');
    await corridor.desk.takeOver(id(), ivan);
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Подскажу!' });
    await corridor.says(person, 'Спасибо');
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Не за что' });
    const second = await startCorridor({ clock, rules: () => rules.now(), folder: corridor.folder });
    await clock.advance(30 * minute);
    await Promise.all([corridor.dispatcher.returnSilent(), second.dispatcher.returnSilent()]);
    await second.stop();
    await removeQueue('default');
    const asked = (await corridor.messagesTo(person)).filter(({ text }) => text.includes('Какой цвет?'));
    expect(asked).toHaveLength(2);
    expect(
      asked
        .at(-1)
        ?.buttons?.flat()
        .map(({ label }) => label),
    ).toEqual(['Белый', 'Серый']);
    await corridor.presses(person, 'Серый');
    expect(await said()).toBe('Готово, Серый');
  });
});

describe('outside the hours', () => {
  const evening = new Date('2026-03-02T18:00:00Z');

  it('the customer is told once when people are back, and again when they wait anew', async () => {
    clock.set(evening);
    await queue({ closedAnswer: { on: true } });
    await asks();
    expect(await said()).toBe('Спасибо, мы получили ваше сообщение. Ответим завтра с 9:00.');
    await corridor.says(person, 'Хорошо');
    const told = async () => (await corridor.heard(person)).filter(text => text.includes('Ответим')).length;
    expect(await told()).toBe(1);
    await corridor.desk.reply({ conversation: id(), staff: ivan, text: 'Я тут' });
    await corridor.says(person, 'Спасибо');
    expect(await told()).toBe(2);
    expect((await talk()).lastMessage?.text).toBe('Спасибо');
  });

  it('in the words of the queue, or not at all', async () => {
    clock.set(evening);
    await queue({ closedAnswer: { on: true, ru: 'Спим. Будем {when}!' } });
    await asks();
    expect(await said()).toBe('Спим. Будем завтра с 9:00!');
    person = String(7000 + ++people);
    await queue({ closedAnswer: { on: false } });
    await asks();
    expect((await corridor.heard(person)).some(text => text.includes('9:00'))).toBe(false);
  });
});
