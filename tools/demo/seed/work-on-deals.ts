import { patchContact } from '../../../src/contacts/index.ts';
import {
  addNote,
  createDeal,
  type Deal,
  dealsOf,
  editDeal,
  importOrder,
  moveTo,
  setLines,
  settleOrders,
} from '../../../src/deals/index.ts';
import { addDays, instantOf, zonedTime } from '../../../src/lib/zoned-time.ts';
import { createTask, finishTask } from '../../../src/tasks/index.ts';
import { createRandom, type Random } from '../random.ts';
import type { Office } from './office.ts';
import { lostReasons, products } from './set-up-firm.ts';

const day = 24 * 60 * 60 * 1000;
/** What is older has been won or lost. */
const lately = 21 * day;
const timeZone = 'Europe/Moscow';

interface Work {
  deal: Deal;
  random: Random;
  by: { kind: 'staff'; id: string; name: string };
  now: Date;
}

/** What people of the firm made of the deals of these contacts: stages, lines, notes, the next steps; and older orders. Twice is once. */
export async function workOnDeals({ contacts, office, now }: { contacts: string[]; office: Office; now: Date }): Promise<void> {
  const [me] = office;
  let mine = 0;
  for (const [n, contact] of contacts.entries()) {
    const random = createRandom(`deal ${n}`);
    for (const deal of await dealsOf(contact)) {
      if (!deal.isOpen) continue;
      const isMine = mine < 9 && now.getTime() - deal.at.getTime() < lately && random.chance(0.5);
      if (isMine) mine += 1;
      const owner = isMine ? me : (office.find(({ id }) => id === deal.owner) ?? me);
      const by = { kind: 'staff', ...owner } as const;
      if (isMine) await editDeal(deal.id, { field: 'owner', value: me.id }, { key: `demo:${deal.id}:mine`, by, now: deal.at });
      await workOn({ deal, random, by, now });
    }
    if (n % 11 === 0) await boughtBefore(contact, { random, now });
    if (n % 40 === 3) await hasWarranty(contact, { n, me, now });
  }
  await settleOrders(now);
}

async function workOn(work: Work): Promise<void> {
  const { deal, random, by, now } = work;
  const key = `demo:${deal.id}`;
  const age = now.getTime() - deal.at.getTime();
  const moment = (share: number) => new Date(deal.at.getTime() + age * share);
  if (age > lately) {
    const isWon = random.chance(0.55);
    if (isWon) await addLines(work, moment(0.2));
    const end = isWon ? { stage: 'won' } : { stage: 'lost', lostReason: random.pick(lostReasons) };
    await moveTo(deal.id, end, { key: `${key}:end`, by, now: moment(0.4) });
    return;
  }
  const stage = random.pick(['in-work', 'measure', 'measure', 'estimate', 'new'] as const);
  if (random.chance(0.6)) await addLines(work, moment(0.3));
  if (stage !== 'new' && stage !== deal.stage) await moveTo(deal.id, { stage }, { key: `${key}:stage`, by, now: moment(0.5) });
  if (random.chance(0.4)) {
    const text = random.pick(['Ключи у консьержа, звонить за час.', 'Просят закончить до Нового года.', 'Плитку покупают сами.']);
    await addNote(deal.id, text, { key: `${key}:note`, by, now: moment(0.6) });
  }
  const tags = random.chance(0.3) ? [random.pick(['срочно', 'повторный', 'рекомендация'])] : [];
  await editDeal(deal.id, { field: 'tags', value: tags }, { key: `${key}:tags`, by, now: moment(0.55) });
  const expectedAt = addDays(zonedTime(now, timeZone).day, random.int(5, 40));
  await editDeal(deal.id, { field: 'expectedAt', value: expectedAt }, { key: `${key}:expected`, by, now: moment(0.55) });
  await planNext(work);
}

async function addLines({ deal, random, by }: Work, at: Date): Promise<void> {
  const chosen = [products[1], random.pick([products[2], products[3]] as const), products[5]].filter(() => random.chance(0.75));
  const lines = chosen.map(({ id, name, price }, n) => ({
    id: `${deal.id}:line:${n}`,
    product: id,
    name,
    price,
    quantity: id === 'demo-cleaning' ? 1 : random.int(6, 60),
    discount: random.chance(0.2) ? 5 : 0,
  }));
  if (lines.length > 0) await setLines(deal.id, { lines }, { key: `demo:${deal.id}:lines`, by, now: at });
}

/** The next step of a deal, spread around today; some deals have none. */
async function planNext({ deal, random, by, now }: Work): Promise<void> {
  if (random.chance(0.15)) return;
  const today = zonedTime(now, timeZone).day;
  const due = instantOf(
    addDays(today, random.int(-1, 4)),
    { hour: random.int(9, 19), minute: random.pick([0, 0, 30]) },
    timeZone,
  );
  const key = `demo:${deal.id}:next`;
  await createTask({
    key,
    title: random.pick([
      'Позвонить насчёт замера',
      'Отправить смету',
      'Узнать, что решили',
      'Согласовать плитку',
      'Выслать договор',
    ]),
    for: { kind: 'staff', staff: by.id },
    due,
    contact: deal.contact,
    deal: deal.id,
    priority: random.chance(0.2) ? 'high' : 'normal',
    by: by.id,
    now: new Date(now.getTime() - 2 * day),
  });
  if (due < now && random.chance(0.5))
    await finishTask(key, { by: by.id, now: due, result: random.pick(['Договорились', 'Просят перезвонить в пятницу']) });
}

/** Orders of the time before the firm had this program. */
async function boughtBefore(contact: string, { random, now }: { random: Random; now: Date }): Promise<void> {
  for (let n = random.int(1, 3); n > 0; n--) {
    const date = new Date(now.getTime() - n * 140 * day - random.int(0, 90) * day);
    const title = random.pick(['Ремонт санузла', 'Балкон', 'Тёплый пол в детской', 'Замена дверей']);
    await importOrder({ contact, date, title, sum: random.int(12, 240) * 1000, currency: 'RUB' }, `demo:${contact}:order:${n}`, {
      now,
    });
  }
}

async function hasWarranty(contact: string, { n, me, now }: { n: number; me: Office[0]; now: Date }): Promise<void> {
  const by = { kind: 'staff', ...me } as const;
  const at = new Date(now.getTime() - 3 * day);
  await patchContact(contact, { hasDeals: true }, { key: `demo:${contact}:warranty`, by, now: at });
  await createDeal({
    key: `demo:${contact}:warranty`,
    contact,
    pipeline: 'care',
    stage: n % 80 === 3 ? 'asked' : 'visit',
    title: n % 80 === 3 ? 'Отошла плитка у порога' : 'Скрипит дверь',
    owner: me.id,
    by,
    now: at,
  });
}
