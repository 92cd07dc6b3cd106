import { readFile } from 'node:fs/promises';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type AutomationTemplate,
  problemsOf,
  saveAutomation,
  switchOff,
  switchOn,
  type TemplateId,
  takeTemplate,
  templates,
} from '../../src/automations/index.ts';
import { createField, getContact } from '../../src/contacts/index.ts';
import { createDeal, moveTo } from '../../src/deals/index.ts';
import { saveWorkingHours } from '../../src/inbox/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { ensureOwner, listStaff } from '../../src/staff/index.ts';
import { tasksOf } from '../../src/tasks/index.ts';
import { conversationOf } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { type Chains, dayMs, hourMs, minuteMs, startChains } from './support.ts';

useDatabase();
let chains: Chains;
let chat = 500;
let running: string | undefined;
const ten = Date.parse('2026-05-12T07:00:00Z');
const by = { kind: 'staff', id: 'olga', name: 'Ольга' } as const;
const doing = () => ({ by: 'olga', now: chains.clock.now() });

beforeAll(async () => {
  chains = await startChains();
  for (const file of ['lead.yaml', 'feedback.yaml'])
    await chains.corridor.put(file, await readFile(new URL(`../../flows/${file}`, import.meta.url), 'utf8'));
  await chains.corridor.flows.rereadFiles(chains.clock.now());
});
afterAll(() => chains.stop());
beforeEach(async () => {
  if (running) await switchOff(running, { ...doing(), leave: true });
  // Ten in the morning in Moscow, of a day after.
  const now = chains.clock.now().getTime();
  await chains.passes(Math.ceil((now - ten) / dayMs) * dayMs + ten - now + 1);
});

async function ready(id: TemplateId): Promise<AutomationTemplate> {
  const found = (await templates('ru')).find(template => template.id === id);
  if (!found) throw new Error(`no template ${id}`);
  return found;
}

/** As somebody of the staff takes it: with its flows, and what is to be chosen. */
async function take(id: TemplateId, choose: Partial<AutomationTemplate['automation']> = {}): Promise<void> {
  const by = { id: 'olga', name: 'Ольга' };
  const { now } = doing();
  const made = await takeTemplate(id, { by, now, language: 'ru', authoring: chains.corridor.authoring });
  await saveAutomation({ ...(await ready(id)).automation, ...choose }, { ...doing(), id: made.id });
  await switchOn(made.id, doing());
  running = made.id;
  await chains.clock.advance(10);
}

const newPerson = () => chains.person(String(++chat), () => ({ firstName: 'Анна' }));
const heard = () => chains.heard(String(chat));
async function won(contact: string): Promise<void> {
  const key = newId();
  await createDeal({ contact, pipeline: 'sales', stage: 'new', title: 'Ремонт', key, now: chains.clock.now(), by });
  await moveTo(key, { stage: 'won' }, { key: newId(), by, now: chains.clock.now() });
}
const titles = async (contact: string) => (await tasksOf(contact, { limit: 10 })).map(({ title }) => title);

it.each(['ru', 'en'] as const)('each works on a fresh installation, or says what to choose first (%s)', async language => {
  for (const { id, automation, choose, flows } of await templates(language)) {
    const problems = await problemsOf(automation);
    const own = new Set(flows.map(flow => flow.id));
    const left = problems.filter(({ content }) => !own.has(String(content?.facts.flow ?? '')));
    expect(
      left.map(({ at, code }) => `${at} ${code}`),
      id,
    ).toEqual(choose.map(({ at }) => `${at} choose`));
  }
});

it('birthday with a discount: at ten, once a year', async () => {
  await chains.passes(Date.parse('2026-06-01T18:00:00Z') - chains.clock.now().getTime());
  const contact = await newPerson();
  await chains.write(contact, () => ({ birthday: '1990-06-02' }));
  await take('birthday');
  await chains.passes(12 * hourMs);
  expect(heard()).toEqual([]);
  await chains.passes(70 * minuteMs);
  expect(heard()).toEqual([expect.stringContaining('Анна, с днём рождения! 🎂')]);
  expect((await getContact(contact))?.tags).toContain('скидка ко дню рождения');
  await chains.passes(9 * dayMs, 4.5 * dayMs);
  expect((await getContact(contact))?.tags).not.toContain('скидка ко дню рождения');
});

it('another visit a month after the last, but not to who has come back', async () => {
  await take('repeatVisit');
  const contact = await newPerson();
  await won(contact);
  const back = await newPerson();
  await won(back);
  await chains.settle();
  await createDeal({ contact: back, pipeline: 'sales', stage: 'new', title: 'Ещё', key: newId(), now: chains.clock.now(), by });
  await chains.passes(29 * dayMs, 29 * dayMs);
  expect(chains.heard(String(chat - 1))).toEqual([]);
  await chains.passes(2 * dayMs);
  expect(chains.heard(String(chat - 1))).toEqual([expect.stringContaining('прошёл месяц')]);
  expect(heard()).toEqual([]);
});

it('another visit a month after the last one, not after one before it', async () => {
  await take('repeatVisit');
  const contact = await newPerson();
  await won(contact);
  await chains.settle();
  await chains.passes(20 * dayMs, 20 * dayMs);
  await won(contact);
  await won(contact);
  await chains.settle();
  await chains.passes(12 * dayMs, 6 * dayMs);
  expect(heard()).toEqual([]);
  await chains.passes(17 * dayMs, 8.5 * dayMs);
  expect(heard()).toEqual([]);
  await chains.passes(3 * dayMs, 1.5 * dayMs);
  expect(heard()).toEqual([expect.stringContaining('прошёл месяц')]);
  await chains.passes(30 * dayMs, 10 * dayMs);
  expect(heard()).toHaveLength(1);
});

it('an appointment is confirmed, moved or cancelled by the buttons of the reminder of the day before', async () => {
  await createField({ title: 'Запись', type: 'date' }, { key: 'visit' });
  await take('appointment', { trigger: { kind: 'date', field: 'fields.visit', days: -1, time: '12:00', yearly: false } });
  const people = [await newPerson(), await newPerson(), await newPerson()];
  const [one = '', two = '', three = ''] = people;
  const start = Date.parse(`${new Date(chains.clock.now().getTime() + 2 * dayMs).toISOString().slice(0, 10)}T12:00:00Z`);
  for (const contact of people) await chains.write(contact, () => ({ fields: { visit: new Date(start).toISOString() } }));
  await chains.settle();
  await chains.passes(start - dayMs - 2 * hourMs - chains.clock.now().getTime());
  await chains.passes(3 * hourMs);
  expect(heard()).toEqual([expect.stringContaining('завтра вы записаны')]);
  await chains.corridor.presses(String(chat - 2), 'Приду');
  await chains.corridor.presses(String(chat - 1), 'Перенести');
  await chains.corridor.says(String(chat - 1), 'в пятницу после шести');
  await chains.corridor.presses(String(chat), 'Отменить запись');
  expect((await getContact(one))?.tags).toContain('запись подтверждена');
  expect(await titles(two)).toEqual([expect.stringContaining('Перенести запись: Анна')]);
  expect((await titles(two))[0]).toContain('в пятницу после шести');
  expect(await titles(three)).toEqual([expect.stringContaining('Запись отменена')]);
});

it('an unfinished questionnaire: one reminder after an hour, a task after a day', async () => {
  await take('unfinished');
  const contact = await newPerson();
  await chains.corridor.says(String(chat), 'отзыв');
  await chains.passes(62 * minuteMs);
  await chains.passes(20 * minuteMs);
  expect(heard()).toEqual([expect.stringContaining('остановились на середине')]);
  await chains.passes(dayMs);
  expect(await titles(contact)).toEqual(['Не закончил анкету: связаться']);
});

it('no answer of a manager in 15 minutes: whoever holds the conversation is told', async () => {
  await saveWorkingHours({ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', promiseMinutes: 60 });
  await take('noAnswer');
  const contact = await newPerson();
  await ensureOwner({ email: 'owner@example.com', password: 'a long enough password' }, chains.clock.now());
  const [ivan] = await listStaff();
  await chains.corridor.desk.takeOver(conversationOf(String(chat)), { id: ivan?.id ?? '', name: 'Иван' });
  await chains.corridor.says(String(chat), 'Когда приедете?');
  await chains.passes(16 * minuteMs);
  expect(await chains.log(contact)).toEqual(['begun', 'notified', 'done']);
  const alert = await mongoose.connection.collection('alerts').findOne({ kind: 'notice' });
  expect(alert).toMatchObject({
    staff: ivan?.id,
    conversation: conversationOf(String(chat)),
    text: 'Анна Примерова ждёт ответа уже 15 минут',
  });
});

it('thank you and a request for a review after a won deal', async () => {
  await take('thanks');
  const contact = await newPerson();
  await won(contact);
  await chains.settle();
  await chains.passes(dayMs, 12 * hourMs);
  await chains.passes(2 * dayMs, dayMs);
  expect(heard()).toEqual([expect.stringContaining('спасибо, что выбрали нас'), expect.stringContaining('Как вам наша работа?')]);
  await chains.corridor.presses(String(chat), 'Оставить отзыв');
  expect((await chains.corridor.heard(String(chat))).at(-1)).toContain('Поставьте оценку');
});

it('who was silent for 90 days is invited back, and called when that is not answered', async () => {
  await take('winBack');
  const contact = await newPerson();
  await chains.passes(89 * dayMs, 89 * dayMs);
  expect(heard()).toEqual([]);
  await chains.passes(4 * dayMs, dayMs);
  expect(heard()).toEqual([expect.stringContaining('давно не виделись')]);
  await chains.passes(9 * dayMs, 3 * dayMs);
  expect(await titles(contact)).toEqual([expect.stringContaining('Не откликнулся')]);
});
