import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { automations } from '../../src/automations/automation-model.ts';
import { hashOf } from '../../src/automations/hook-secret.ts';
import { hookCalled, makeHook, segmentsListenedTo, type Trigger } from '../../src/automations/index.ts';
import { createContact, createField, getContact } from '../../src/contacts/index.ts';
import { createDeal, moveTo } from '../../src/deals/index.ts';
import { saveWorkingHours } from '../../src/inbox/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { createSegmentsTick, saveSegment, watchSegments } from '../../src/segments/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import { conversationOf } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { type Chains, dayMs, hourMs, minuteMs, startChains, tags } from './support.ts';

useDatabase();
let chains: Chains;
let chat = 200;
beforeAll(async () => {
  chains = await startChains();
  await chains.corridor.put('ask.yaml', ask);
  await chains.corridor.flows.rereadFiles(chains.clock.now());
  await createField({ title: 'Визит', type: 'date' }, { key: 'visit' });
});
afterAll(() => chains.stop());

const ask = `
id: ask
title: Вопросы
language: ru
start: { keywords: [вопросы] }
steps:
  - { id: name, ask: text, text: Как вас зовут? }
  - { id: city, ask: text, text: Из какого вы города? }
  - { id: thanks, say: Спасибо! }
`;

/** Each automation puts a tag of its own on. */
const on = (trigger: Trigger, tag: string) => chains.on({ name: tag, trigger, steps: [tags('mark', tag)] });
const newPerson = () => chains.person(String(++chat));
const marks = async (contact: string) => (await getContact(contact))?.tags ?? [];
const by = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;

describe('what happens begins a chain', () => {
  it('once: a new contact, but not one of an import', async () => {
    await on({ kind: 'contactCreated' }, 'new');
    const contact = await newPerson();
    const now = chains.clock.now();
    const imported = await createContact(
      { name: 'Импорт' },
      { by: { kind: 'import', id: 'i', name: 'list.csv' }, now, key: newId() },
    );
    await chains.settle();
    expect(await marks(contact)).toContain('new');
    expect(await marks(imported.id)).toEqual([]);
    chains.restart();
    await chains.settle();
    expect((await chains.log(contact)).filter(line => line === 'begun')).toHaveLength(1);
  });

  it('a tag, a field that became something, words in a message', async () => {
    await on({ kind: 'tagRemoved', tag: 'vip' }, 'lost vip');
    await on({ kind: 'fieldChanged', field: 'city', to: 'Тверь' }, 'from tver');
    await on({ kind: 'message', words: ['цена', 'сколько стоит'] }, 'asks price');
    const contact = await newPerson();
    await chains.write(contact, card => ({ tags: [...card.tags, 'vip'], city: 'Клин' }));
    await chains.corridor.says(String(chat), 'Оценка отличная');
    await chains.settle();
    expect(await marks(contact)).not.toContain('from tver');
    expect(await marks(contact)).not.toContain('asks price');
    await chains.write(contact, card => ({ tags: card.tags.filter(tag => tag !== 'vip'), city: 'Тверь' }));
    await chains.corridor.says(String(chat), 'Здравствуйте, СКОЛЬКО стоит ремонт?');
    await chains.settle();
    expect(await marks(contact)).toEqual(expect.arrayContaining(['lost vip', 'from tver', 'asks price']));
  });

  it('a deal that comes to a stage, is won, and the order that it makes', async () => {
    await on({ kind: 'stageEntered', pipeline: 'sales', stage: 'in-work' }, 'in work');
    await on({ kind: 'dealWon' }, 'won');
    await on({ kind: 'order' }, 'ordered');
    await on({ kind: 'dealLost' }, 'lost');
    const contact = await newPerson();
    const key = newId();
    const now = () => chains.clock.now();
    await createDeal({ contact, pipeline: 'sales', stage: 'in-work', title: 'Ремонт', key, now: now(), by });
    await chains.settle();
    expect(await marks(contact)).toContain('in work');
    await moveTo(key, { stage: 'won' }, { key: newId(), by, now: now() });
    await chains.settle();
    expect(await marks(contact)).toEqual(expect.arrayContaining(['won', 'ordered']));
    expect(await marks(contact)).not.toContain('lost');
  });

  it('a flow that ended otherwise, where that is asked for', async () => {
    await on({ kind: 'flowFinished', flow: 'ask' }, 'came to its end');
    await on({ kind: 'flowFinished', flow: 'ask', outcome: 'stopped' }, 'was stopped');
    await on({ kind: 'flowFinished', outcome: 'expired' }, 'ran out');
    await on({ kind: 'flowFinished', outcome: 'any' }, 'ended somehow');
    const contact = await newPerson();
    for (const said of ['вопросы', 'стоп']) await chains.corridor.says(String(chat), said);
    await chains.settle();
    const said = await marks(contact);
    expect(said).toEqual(expect.arrayContaining(['was stopped', 'ended somehow']));
    expect(said).not.toContain('came to its end');
    expect(said).not.toContain('ran out');
  });

  it('a flow that was finished, and one that was abandoned', async () => {
    await on({ kind: 'flowFinished', flow: 'ask' }, 'finished');
    await on({ kind: 'flowAbandoned', minutes: 30 }, 'abandoned');
    const done = await newPerson();
    const first = String(chat);
    const silent = await newPerson();
    for (const person of [first, String(chat)]) await chains.corridor.says(person, 'вопросы');
    await chains.corridor.says(first, 'Анна');
    await chains.corridor.says(first, 'Тверь');
    await chains.corridor.says(String(chat), 'Борис');
    await chains.passes(20 * minuteMs);
    expect(await marks(done)).toContain('finished');
    expect(await marks(silent)).not.toContain('abandoned');
    await chains.passes(15 * minuteMs);
    expect(await marks(silent)).toContain('abandoned');
    expect(await marks(done)).not.toContain('abandoned');
    await chains.passes(40 * minuteMs);
    expect((await chains.runs(silent)).filter(run => run.cause.startsWith('abandoned:'))).toHaveLength(1);
  });
});

describe('the clock begins a chain', () => {
  it('for a customer who has waited for people in their working hours', async () => {
    await saveWorkingHours({ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', promiseMinutes: 60 });
    await on({ kind: 'noAnswer', minutes: 15 }, 'waits');
    const contact = await newPerson();
    const person = String(chat);
    await chains.corridor.desk.takeOver(conversationOf(person), { id: 'ivan', name: 'Иван' });
    await chains.corridor.says(person, 'Вы тут?');
    await chains.passes(10 * minuteMs);
    expect(await marks(contact)).not.toContain('waits');
    await chains.passes(6 * minuteMs);
    expect(await marks(contact)).toContain('waits');
    await chains.passes(30 * minuteMs);
    expect((await chains.runs(contact)).filter(run => run.cause.startsWith('waits:'))).toHaveLength(1);
  });

  it('for a task that is overdue', async () => {
    await on({ kind: 'taskOverdue' }, 'overdue');
    const contact = await newPerson();
    const now = chains.clock.now();
    await createTask({
      title: 'Позвонить',
      for: { kind: 'owner' },
      contact,
      due: new Date(now.getTime() + hourMs),
      key: newId(),
      now,
    });
    await chains.passes(30 * minuteMs);
    expect(await marks(contact)).not.toContain('overdue');
    await chains.passes(31 * minuteMs);
    expect(await marks(contact)).toContain('overdue');
  });

  it('for those who have just been silent for so long', async () => {
    await on({ kind: 'inactive', days: 3 }, 'silent');
    const contact = await newPerson();
    await chains.passes(2 * dayMs, dayMs);
    expect(await marks(contact)).not.toContain('silent');
    await chains.passes(dayMs + 2 * hourMs);
    expect(await marks(contact)).toContain('silent');
    await chains.passes(dayMs);
    expect((await chains.runs(contact)).filter(run => run.cause.startsWith('silent:'))).toHaveLength(1);
  });

  it("for a birthday at an hour of each one's clock, 29 February on the 28th, each year once", async () => {
    const start = Date.parse('2027-02-27T20:00:00Z');
    await chains.passes(start - chains.clock.now().getTime());
    const moscow = await newPerson();
    const omsk = await newPerson();
    const other = await newPerson();
    await chains.write(moscow, () => ({ birthday: '1992-02-29' }));
    await chains.write(omsk, () => ({ birthday: '--02-28', timeZone: 'Asia/Omsk' }));
    await chains.write(other, () => ({ birthday: '1990-03-01' }));
    await chains.settle();
    await on({ kind: 'date', field: 'birthday', days: 0, time: '10:00', yearly: true }, 'birthday');
    await chains.passes(Date.parse('2027-02-28T04:30:00Z') - chains.clock.now().getTime());
    expect([await marks(moscow), await marks(omsk)].map(tag => tag.includes('birthday'))).toEqual([false, true]);
    await chains.passes(Date.parse('2027-02-28T07:05:00Z') - chains.clock.now().getTime());
    expect(await marks(moscow)).toContain('birthday');
    await chains.passes(12 * hourMs, 6 * hourMs);
    expect(await marks(other)).not.toContain('birthday');
    expect((await chains.runs(moscow)).filter(run => run.cause.startsWith('date:'))).toHaveLength(1);
  });

  it('for the anniversary of a date that is kept with its hour', async () => {
    const contact = await newPerson();
    const other = await newPerson();
    const at = chains.clock.now().getTime() + 3 * dayMs;
    const yearsAgo = (time: number) => new Date(time).toISOString().replace(/^\d{4}/, year => String(Number(year) - 2));
    await chains.write(contact, () => ({ fields: { visit: yearsAgo(at) } }));
    await chains.write(other, () => ({ fields: { visit: yearsAgo(at + 10 * dayMs) } }));
    await chains.settle();
    await on({ kind: 'date', field: 'fields.visit', days: 0, time: '10:00', yearly: true }, 'yearly');
    await chains.passes(4 * dayMs, 6 * hourMs);
    expect(await marks(contact)).toContain('yearly');
    expect(await marks(other)).not.toContain('yearly');
  });

  it('for a date on the card, also one that was written or moved a moment before', async () => {
    await on({ kind: 'date', field: 'fields.visit', days: -1, time: '12:00', yearly: false }, 'tomorrow');
    await chains.passes(Date.parse('2027-03-10T08:30:00Z') - chains.clock.now().getTime(), 5 * dayMs);
    const [one, moved] = [await newPerson(), await newPerson()];
    await chains.write(one, () => ({ fields: { visit: '2027-03-11T09:00:00.000Z' } }));
    await chains.write(moved, () => ({ fields: { visit: '2027-03-11' } }));
    await chains.settle();
    await chains.write(moved, () => ({ fields: { visit: '2027-03-15' } }));
    await chains.passes(35 * minuteMs);
    expect(await marks(one)).toContain('tomorrow');
    expect(await marks(moved)).not.toContain('tomorrow');
    await chains.passes(4 * dayMs, dayMs);
    expect(await marks(moved)).toContain('tomorrow');
  });

  it('a wait for a date goes by what the card says now', async () => {
    const before = { kind: 'date' as const, field: 'fields.visit', minutes: -60, missed: 'exit' as const };
    await chains.on({
      trigger: { kind: 'tagAdded', tag: 'visit' },
      steps: [{ id: 'w', do: 'wait', wait: before }, tags('m', 'soon')],
    });
    const at = chains.clock.now().getTime() + 5 * hourMs;
    const contact = await newPerson();
    const none = await newPerson();
    await chains.write(none, () => ({ tags: ['visit'] }));
    await chains.write(contact, () => ({ fields: { visit: new Date(at).toISOString() }, tags: ['visit'] }));
    await chains.settle();
    expect(await chains.log(none)).toContain('left dateMissed');
    await chains.write(contact, () => ({ fields: { visit: new Date(at - 2 * hourMs).toISOString() } }));
    await chains.settle();
    await chains.passes(2 * hourMs + minuteMs);
    expect(await marks(contact)).toContain('soon');
  });
});

describe('segments and other programs', () => {
  it('who comes into a segment, or goes out of it', async () => {
    const log = pino({ level: 'silent' });
    const segment = await saveSegment({
      name: 'Богатые',
      kind: 'rule',
      rule: { field: 'contact.score', op: 'gte', value: 10 },
      by: 'olga',
      now: chains.clock.now(),
    });
    const unwatch = watchSegments(segmentsListenedTo);
    const moves = createSegmentsTick({ clock: chains.clock, log, timeZone: 'Europe/Moscow' });
    await on({ kind: 'segmentEntered', segment: segment.id }, 'rich');
    await on({ kind: 'segmentLeft', segment: segment.id }, 'poor');
    const contact = await newPerson();
    const look = async () => {
      await chains.settle();
      await moves.work();
      await chains.passes(minuteMs);
      await moves.work();
      await chains.settle();
    };
    await look();
    await chains.write(contact, () => ({ score: 12 }));
    await look();
    expect(await marks(contact)).toContain('rich');
    await chains.write(contact, () => ({ score: 0 }));
    await look();
    expect(await marks(contact)).toContain('poor');
    unwatch();
  });

  it('a call with the right secret, once for a key', async () => {
    const { id } = await on({ kind: 'webhook' }, 'called');
    const { secret } = await makeHook(id, { by: 's', now: chains.clock.now() });
    const contact = await newPerson();
    await chains.write(contact, () => ({ phones: ['+79990000001'] }));
    const means = { now: chains.clock.now(), timeZone: 'Europe/Moscow' };
    await expect(hookCalled(id, `${secret}x`, { contact }, means)).rejects.toMatchObject({ code: 'automations.hook_unknown' });
    await expect(hookCalled(id, secret, { phone: '+7 999 000-00-09' }, means)).rejects.toMatchObject({
      code: 'automations.hook_nobody',
    });
    await expect(hookCalled(id, secret, {}, means)).rejects.toMatchObject({ code: 'automations.hook_nobody' });
    expect(await hookCalled(id, secret, { phone: '8 (999) 000-00-01', key: 'k1', values: { order: 5 } }, means)).toEqual({
      contact,
      begun: true,
    });
    expect(await hookCalled(id, secret, { contact, key: 'k1' }, means)).toEqual({ contact, begun: false });
    await chains.settle();
    expect(await marks(contact)).toContain('called');
    const made = await hookCalled(id, secret, { email: 'new@example.com', name: 'Новый', create: true }, means);
    expect((await getContact(made.contact))?.emails).toEqual(['new@example.com']);
  });

  it('a call at an address of before only hashes were kept, which is one from then on', async () => {
    const { id } = await on({ kind: 'webhook' }, 'called as ever');
    const contact = await newPerson();
    const means = { now: chains.clock.now(), timeZone: 'Europe/Moscow' };
    const call = (secret: string) => hookCalled(id, secret, { contact }, means);
    await expect(call('')).rejects.toMatchObject({ code: 'automations.hook_unknown' });
    await automations.updateOne({ _id: id }, { $set: { hook: { secret: 'old-secret' } } });
    for (const wrong of ['', 'old-secre', hashOf('old-secret')])
      await expect(call(wrong)).rejects.toMatchObject({ code: 'automations.hook_unknown' });
    expect(await call('old-secret')).toEqual({ contact, begun: true });
    expect(JSON.stringify(await automations.findOne({ _id: id }))).not.toContain('old-secret');
    expect(await call('old-secret')).toMatchObject({ contact });
    const { secret, automation } = await makeHook(id, { by: 's', now: chains.clock.now() });
    expect(JSON.stringify(automation)).not.toContain(secret);
    await expect(call('old-secret')).rejects.toMatchObject({ code: 'automations.hook_unknown' });
    expect(await call(secret)).toMatchObject({ contact });
  });
});
