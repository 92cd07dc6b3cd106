import mongoose from 'mongoose';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { createPresser, needsNextStep, type PressOptions, saveButtons } from '../../src/buttons/index.ts';
import { getContact } from '../../src/contacts/index.ts';
import { askNextStep, createDeal, dealHistory, getDeal } from '../../src/deals/index.ts';
import { type Reply, usualHours, type WorkingHours } from '../../src/inbox/index.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { newId } from '../../src/lib/ids.ts';
import { finishTask, getTask, tasksOfDeal } from '../../src/tasks/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { seedConversation } from '../support/seed-panel.ts';

useDatabase();
const olga = { id: 'olga', name: 'Ольга' };
const petr = { id: 'petr', name: 'Пётр' };
/** A Tuesday, noon in Moscow. */
const noon = new Date('2026-11-24T09:00:00Z');
let clock = new ManualClock(noon.toISOString());
let anna = '';
let said: Reply[] = [];
let taken: string[] = [];
let dies = false;
let hours: WorkingHours = usualHours;

const desk: PressOptions['desk'] = {
  takeOver: async (conversation: string) => void taken.push(conversation),
  reply: async (reply: Reply) => {
    if (dies) throw new Error('the process died');
    if (!said.some(({ key }) => key === reply.key)) said.push(reply);
  },
};
const presserAt = () => createPresser({ desk, workingHours: () => hours, timeZone: 'Europe/Moscow', clock });

beforeAll(async () => {
  const person = { id: '1', firstName: 'Анна', lastName: 'Ветрова' };
  const address = { messenger: 'telegram' as const, account: '1', chat: '1' };
  ({ contact: anna } = await seedConversation(
    { address, person, lines: [{ from: 'customer', ago: 5, text: 'Добрый день' }] },
    noon,
  ));
});
beforeEach(() => {
  clock = new ManualClock(noon.toISOString());
  said = [];
  taken = [];
  dies = false;
  hours = usualHours;
});

async function deal(stage = 'new'): Promise<string> {
  const key = newId();
  await createDeal({ key, contact: anna, pipeline: 'sales', stage, title: 'Ремонт ванной', amount: 380_000, now: clock.now() });
  return key;
}

const press = (
  id: string,
  button: string,
  more: { times?: number; key?: string; staff?: typeof olga; lostReason?: string } = {},
) => presserAt().press({ deal: id, button, key: newId(), staff: olga, language: 'ru', ...more });

it('escalates from five minutes to the archive as it is pressed again', async () => {
  const id = await deal();
  const due: (Date | undefined)[] = [];
  for (let n = 0; n < 4; n++) due.push((await press(id, 'no-answer-new')).did[0]?.due);
  expect(due).toEqual(
    ['2026-11-24T09:05:00Z', '2026-11-24T09:30:00Z', '2026-11-24T12:00:00Z', '2026-11-25T07:00:00Z'].map(at => new Date(at)),
  );
  const { deal: last } = await press(id, 'no-answer-new');
  expect(last).toMatchObject({ stage: 'lost', isOpen: false, lostReason: 'Не дозвонились' });
  const times = (await dealHistory(id)).flatMap(event => (event.what === 'pressed' ? [event.times] : []));
  expect(times).toEqual([5, 4, 3, 2, 1]);
});

it('ends the tasks of its earlier presses: a deal that nobody answered for leaves nothing to be done', async () => {
  const id = await deal();
  const keys = [newId(), newId(), newId(), newId(), newId()];
  for (const key of keys) {
    await press(id, 'no-answer-new', { key });
    await clock.advance(10_000);
  }
  expect((await tasksOfDeal(id, { limit: 20 })).filter(({ done }) => !done)).toEqual([]);
  expect((await getTask(`press:${keys[0]}:task`))?.done).toMatchObject({ by: 'olga', result: 'Недозвон' });
  await presserAt().undo(id, keys[4] ?? '', olga);
  expect(await getDeal(id)).toMatchObject({ stage: 'new', isOpen: true });
  expect((await tasksOfDeal(id, { limit: 20 })).filter(({ done }) => !done)).toMatchObject([{ id: `press:${keys[3]}:task` }]);
  await press(id, 'take');
  const key = newId();
  await press(id, 'no-answer', { key });
  expect((await tasksOfDeal(id, { limit: 20 })).filter(({ done }) => !done)).toMatchObject([{ id: `press:${key}:task` }]);
});

it('puts what would be due in the evening into the next working morning', async () => {
  clock = new ManualClock('2026-11-27T14:50:00Z');
  const { did } = await press(await deal(), 'no-answer-new');
  expect(did[0]?.due?.getTime()).toBeGreaterThanOrEqual(clock.now().getTime());
  clock = new ManualClock('2026-11-27T20:00:00Z');
  const late = (await press(await deal(), 'no-answer-new')).did[0]?.due;
  expect(late?.toISOString()).toMatch(/^2026-11-(28|30)T0/);
});

it('goes by all that the hours say: holidays, shorter days, their own clock', async () => {
  clock = new ManualClock('2026-12-31T14:50:00Z');
  hours = { ...usualHours, holidays: ['2027-01-01', '2027-01-04'], other: { 2: { from: '11:00', until: '15:00' } } };
  const dueOf = async (id: string) => (await press(id, 'no-answer-new')).did[0]?.due?.toISOString();
  const id = await deal();
  expect(await dueOf(id)).toBe('2026-12-31T14:55:00.000Z');
  expect(await dueOf(id)).toBe('2027-01-05T08:00:00.000Z');
  hours = { ...usualHours, timeZone: 'Asia/Vladivostok' };
  expect(await dueOf(id)).toBe('2026-12-31T23:00:00.000Z');
});

it('writes to the customer by its template, and takes the conversation only from a bot that waits for an answer', async () => {
  await press(await deal('in-work'), 'invoice');
  expect(said).toMatchObject([{ text: expect.stringMatching(/^Анна, счёт отправили/), staff: olga, aside: true }]);
  expect(taken).toEqual([]);
  const conversations = mongoose.connection.collection<{ _id: string }>('conversations');
  await conversations.updateOne(
    { _id: 'telegram:1:1' },
    { $set: { position: { run: 'r', flow: 'lead', step: 'area', attempts: 0 } } },
  );
  const { did } = await press(await deal('in-work'), 'invoice');
  await conversations.updateOne({ _id: 'telegram:1:1' }, { $unset: { position: '' } });
  expect(taken).toEqual(['telegram:1:1']);
  expect(said[1]).not.toHaveProperty('aside');
  expect(did.find(({ kind }) => kind === 'message')).toMatchObject({ outcome: 'done', took: true });
});

it('is one press where the same click comes twice', async () => {
  const id = await deal();
  const key = newId();
  await Promise.all([press(id, 'no-answer-new', { key }), press(id, 'no-answer-new', { key })]);
  expect((await getDeal(id))?.presses).toEqual({ 'no-answer-new': 1 });
  expect(await tasksOfDeal(id, { limit: 5 })).toHaveLength(1);
});

it('is one press where two people see the same page: the second is told', async () => {
  const id = await deal();
  const both = await Promise.allSettled([
    press(id, 'no-answer-new', { times: 0 }),
    press(id, 'no-answer-new', { times: 0, staff: petr }),
  ]);
  const refused = both.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
  expect(refused).toHaveLength(1);
  expect(refused[0]).toBeInstanceOf(AppError);
  expect(refused[0].code).toMatch(/^buttons\.(pressed_meanwhile|gone)$/);
  await presserAt().finish();
  expect(await tasksOfDeal(id, { limit: 5 })).toHaveLength(1);
});

it('is done to its end once where the process died in the middle', async () => {
  const id = await deal('in-work');
  dies = true;
  await expect(press(id, 'invoice')).rejects.toThrow('the process died');
  expect(await dealHistory(id)).toHaveLength(1);
  dies = false;
  await presserAt().finish();
  expect(said).toEqual([]);
  await clock.advance(60_000);
  await Promise.all([presserAt().finish(), presserAt().finish()]);
  await presserAt().finish();
  expect(said).toHaveLength(1);
  expect(await tasksOfDeal(id, { limit: 5 })).toHaveLength(1);
  expect(await getDeal(id)).toMatchObject({ tags: ['счёт'], presses: { invoice: 1 } });
  expect((await dealHistory(id)).filter(({ what }) => what === 'pressed')).toHaveLength(1);
});

it('takes back the move, the task, the tag and the value, and leaves what was said', async () => {
  const steps = [
    {
      field: { name: 'Счёт', value: 'отправлен' },
      tag: { tag: 'счёт', on: 'contact' as const },
      task: { title: 'Проверить оплату', due: { kind: 'in' as const, minutes: 60 } },
      message: 'Счёт у вас',
      move: { stage: 'in-work' },
    },
  ];
  await saveButtons('sales', [{ id: 'all', stage: 'new', name: 'Счёт', steps }], { version: 0 });
  const id = await deal();
  const key = newId();
  const { deal: pressed } = await press(id, 'all', { key });
  expect(pressed).toMatchObject({ stage: 'in-work', fields: { Счёт: 'отправлен' } });
  expect((await getContact(anna))?.tags).toContain('счёт');
  await clock.advance(50_000);
  const back = await presserAt().undo(id, key, olga);
  expect(back).toMatchObject({ stage: 'new', isOpen: true, fields: {} });
  expect((await getContact(anna))?.tags).not.toContain('счёт');
  expect((await getTask(`press:${key}:task`))?.deletedAt).toBeDefined();
  expect(said).toHaveLength(1);
  expect(back.presses?.all ?? 0).toBe(0);
  expect(await presserAt().undo(id, key, olga)).toMatchObject({ stage: 'new' });
});

it('is too late to be taken back after a minute', async () => {
  const id = await deal();
  const key = newId();
  await press(id, 'all', { key });
  await clock.advance(70_000);
  await expect(presserAt().undo(id, key, olga)).rejects.toMatchObject({ code: 'buttons.too_late' });
  await expect(presserAt().undo(id, 'another', olga)).rejects.toMatchObject({ code: 'buttons.nothing_to_undo' });
});

it('is not offered to a deal that has gone to another stage', async () => {
  await expect(press(await deal('won'), 'all')).rejects.toMatchObject({ code: 'buttons.gone' });
});

it('leaves an open deal without a next step only where nobody asks for one', async () => {
  const id = await deal();
  expect(await needsNextStep(id)).toBe(false);
  await askNextStep(true);
  expect(await needsNextStep(id)).toBe(true);
  const key = newId();
  await press(id, 'all', { key });
  expect(await needsNextStep(id)).toBe(false);
  expect(await needsNextStep(id, { without: `press:${key}:task` })).toBe(true);
  await finishTask(`press:${key}:task`, { by: 'olga', now: clock.now() });
  expect(await needsNextStep(id)).toBe(true);
  expect(await needsNextStep(await deal('won'))).toBe(false);
  await askNextStep(false);
});
