import { createContact, findDuplicates } from '../../src/contacts/index.ts';
import { createDeal } from '../../src/deals/index.ts';
import { addReply } from '../../src/replies/index.ts';
import { getStaff, invite, join, type Staff, staffByEmail } from '../../src/staff/index.ts';
import { createTask } from '../../src/tasks/index.ts';
import type { Customer, TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { testOwner } from './start-test-program.ts';

/** What a manager finds in the morning. */
export interface Morning {
  staff: Staff;
  password: string;
  /** Three people who wait for an answer. */
  waiting: Customer[];
  /** A card whose values want putting in order. */
  untidy: string;
  /** Two cards of one person, by name. */
  twins: [string, string];
  deals: { mouse: string; keys: string; pressed: string };
  canned: string;
}

/** Whom the day belongs to. */
export interface Whose {
  email: string;
  name: string;
  language: 'ru' | 'en';
  /** Sets the people of one day apart from those of another: a surname, and the middle of the phones. */
  surname: string;
  phones: string;
}

/** Makes a morning of a manager of their own: people who wait, cards, deals, tasks, over the running program's own rooms. */
export async function stageMorning(telegram: TelegramStandIn, whose: Whose): Promise<Morning> {
  const { email, name, language, surname, phones } = whose;
  const now = new Date();
  const password = 'seven-green-cups';
  const owner = await staffByEmail(testOwner.email);
  const boss = owner && (await getStaff(owner));
  if (!boss) throw new Error('There is no owner.');
  const staff = await join(await invite({ email, role: 'owner' }, { by: boss, now }), { name, password }, now);
  const by = { kind: 'staff', id: staff.id, name } as const;
  const waiting = await Promise.all(
    ['Анна', 'Борис', 'Вера'].map(async firstName => {
      const customer = telegram.customer({ firstName, lastName: surname, language: 'ru' });
      await customer.start();
      await customer.receives(/./);
      await customer.says('оператор');
      await customer.receives(/оператор|менеджер/i);
      await customer.says(`Сколько стоит ванная? ${firstName}`);
      return customer;
    }),
  );
  const card = (key: string, fields: Parameters<typeof createContact>[0]) =>
    createContact(fields, { by, key: `${email}:${key}`, now });
  const untidy = await card('untidy', {
    firstName: 'Ольга',
    lastName: surname,
    city: 'спб',
    phones: { add: `+7 999 ${phones}-00-01` },
  });
  const phone = { add: `+7 999 ${phones}-00-02` };
  await card('one', { firstName: 'Мария', lastName: surname, city: 'Казань', phones: phone });
  await card('two', { firstName: 'Маша', lastName: surname, city: 'Самара', phones: phone });
  await findDuplicates();
  const deal = (key: string, title: string, stage = 'new') =>
    createDeal({
      key: `${surname}-${key}`,
      contact: untidy.id,
      pipeline: 'sales',
      stage,
      title,
      amount: 120_000,
      owner: staff.id,
      by,
      now,
    });
  await Promise.all([deal('mouse', 'Ванная мышью'), deal('keys', 'Кухня с клавиатуры'), deal('pressed', 'Балкон по звонку')]);
  await createTask({
    key: `${surname}-task`,
    title: 'Отправить смету',
    for: { kind: 'staff', staff: staff.id },
    due: new Date(now.getTime() - 60_000),
    contact: untidy.id,
    now,
  });
  const canned = language === 'ru' ? 'привет' : 'hello';
  await addReply(
    {
      name: canned,
      staff: staff.id,
      texts: { ru: 'Здравствуйте, {{contact.firstName}}! Ванная от 200 000 ₽.' },
      files: [],
      buttons: [],
    },
    staff.id,
    now,
  );
  return {
    staff,
    password,
    waiting,
    untidy: untidy.id,
    twins: ['Мария', 'Маша'],
    deals: { mouse: `${surname}-mouse`, keys: `${surname}-keys`, pressed: `${surname}-pressed` },
    canned,
  };
}
