import { broadcasts } from '../../../src/broadcasts/broadcast-model.ts';
import { type Broadcast, createDraft, getBroadcast } from '../../../src/broadcasts/index.ts';
import { createContact } from '../../../src/contacts/index.ts';
import { createDeal } from '../../../src/deals/index.ts';
import type { MessageContent } from '../../../src/deliveries/index.ts';
import { keepClick } from '../../../src/links/click-model.ts';
import { createAttribution } from '../../../src/links/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { plan, sentAt } from './seed.ts';

const hour = 3_600_000;
export const at = (ms: number) => new Date(sentAt.getTime() + ms);

const saying = (url: string): MessageContent => ({
  texts: { ru: `Весна: [смотреть](${url})` },
  files: [],
  buttons: [],
  variants: {},
});

const firstNames = ['Анна', 'Борис', 'Вера', 'Глеб', 'Дарья', 'Егор', 'Жанна', 'Захар', 'Ирина', 'Кирилл'];
const lastNames = ['Примерова', 'Образцов', 'Шаблонова', 'Тестов', 'Выдумкина', 'Черновиков', 'Макетова'];

/** A mailing of yesterday with a trial, a control group, and everything that can happen to anybody. `cards` makes real contacts of them. */
export async function seedReport({ cards = false } = {}): Promise<{ broadcast: Broadcast; contacts: Map<string, string> }> {
  const clock = new ManualClock(at(-hour).toISOString());
  const contacts = new Map<string, string>();
  const person = async (name: string) => {
    const known = contacts.get(name) ?? (cards ? await card(name, contacts.size, clock.now()) : name);
    contacts.set(name, known);
    return known;
  };
  const draft = await createDraft({ name: 'Весенняя распродажа', by: 's', now: clock.now() });
  const id = draft.id;
  const test = { variants: [{ id: 'b', content: saying('https://b.example/') }], share: 50, by: 'clicks', hours: 24 };
  const said = { content: saying('https://a.example/'), test, control: 10 };
  await broadcasts.updateOne({ _id: id }, { $set: { ...said, state: 'running', startedAt: sentAt } as object });
  const rows: Parameters<typeof plan> = [];
  const add = async (prefix: string, count: number, row: (i: number) => Omit<(typeof rows)[number], 'contact'>) => {
    for (let i = 0; i < count; i++)
      rows.push({ broadcast: id, contact: await person(`${prefix}${String(i).padStart(3, '0')}`), ...row(i) });
  };
  await add('a', 60, i => ({ variant: 'a', ...(i < 6 && { clickedAt: at(hour) }), ...(i < 2 && { repliedAt: at(2 * hour) }) }));
  await add('b', 60, i => ({
    variant: 'b',
    messenger: 'vk',
    ...(i < 30 && { clickedAt: at(i < 20 ? hour : 30 * hour) }),
    ...(i === 0 && { unsubscribedAt: at(hour), blockedAt: at(2 * hour) }),
  }));
  await add('c', 5, () => ({ state: 'suppressed', reason: 'control', due: sentAt }));
  await add('d', 4, () => ({ state: 'suppressed', reason: 'noConsent', due: sentAt }));
  await add('e', 3, () => ({ state: 'suppressed', reason: 'neverStarted', due: sentAt }));
  await add('f', 1, () => ({ state: 'failed', reason: 'Bad Request: chat not found', due: sentAt }));
  await add('g', 1, () => ({ state: 'unknown', reason: 'interrupted', variant: 'a' }));
  await add('h', 1, () => ({ state: 'cancelled', reason: 'cancelled' }));
  await add('i', 7, () => ({ state: 'planned', reason: 'trial' }));
  await add('j', 1, () => ({ state: 'sending' }));
  // Somebody else's numbers.
  rows.push({ broadcast: `${id}x`, contact: await person('a000'), clickedAt: at(hour) });
  await plan(...rows);
  for (const [i, name] of ['a000', 'a000', 'a001', 'b000'].entries()) {
    const variant = name.slice(0, 1);
    const click = { delivery: `${id}:${await person(name)}`, source: `broadcast:${id}`, variant, link: 0, family: 'chrome' };
    await keepClick({ id: `${id}${i}`, ...click, at: at(hour + i), address: `https://${variant}.example/` });
  }
  const attribution = createAttribution({ clock });
  await attribution.work();
  for (const [i, name] of ['a000', 'a000', 'b000', 'c000', 'd000', 'e000'].entries()) {
    const stage = name === 'b000' ? 'won' : 'new';
    const deal = { key: `${id}${i}`, contact: await person(name), pipeline: 'sales', stage, title: 'Окна на дачу', amount: 1500 };
    await createDeal({ ...deal, now: at(3 * hour) });
  }
  clock.set(at(4 * hour));
  await attribution.work();
  return { broadcast: await getBroadcast(id), contacts };
}

async function card(name: string, i: number, now: Date): Promise<string> {
  const [firstName = '', lastName = ''] = [firstNames[i % firstNames.length], lastNames[i % lastNames.length]];
  const phone = `+7999${String(i).padStart(7, '0')}`;
  const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  return (await createContact({ firstName, lastName, phones: { add: phone } }, { by, key: name, now })).id;
}
