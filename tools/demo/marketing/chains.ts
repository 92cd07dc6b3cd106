import { saveAutomation, switchOn, type TemplateId, templates } from '../../../src/automations/index.ts';
import { changeContact, getContacts } from '../../../src/contacts/index.ts';
import { createRandom } from '../random.ts';
import type { Office } from '../seed/office.ts';
import type { Customer } from './customer.ts';

const running: readonly TemplateId[] = ['thanks', 'birthday', 'repeatVisit'];
/** Somebody has begun with it and not finished. */
const drafted: readonly TemplateId[] = ['winBack'];
const day = 24 * 60 * 60 * 1000;

/** Takes ready automations as they are, and switches on those that run. */
export async function switchOnChains({ by, now }: { by: string; now: Date }): Promise<void> {
  const ready = await templates('ru');
  for (const { id, automation } of ready.filter(({ id }) => running.includes(id) || drafted.includes(id))) {
    const { id: made } = await saveAutomation(automation, { by, now, template: id });
    if (running.includes(id)) await switchOn(made, { by, now });
  }
}

/** More birthdays around today than chance would give, so that there is somebody to congratulate. */
export async function tellBirthdays(
  customers: readonly Customer[],
  { office, now }: { office: Office; now: Date },
): Promise<void> {
  const some = customers.filter(({ person, lastAt }) => person.number % 9 === 2 && now.getTime() - lastAt.getTime() > day);
  const cards = await getContacts(some.map(({ contact }) => contact));
  const known = new Set(cards.flatMap(({ id, birthday }) => (birthday ? [id] : [])));
  const told = some.filter(({ contact }) => !known.has(contact));
  await Promise.all(
    told.map(({ contact, person, lastAt }) => {
      const random = createRandom(`birthday ${person.number}`);
      const near = new Date(now.getTime() + random.int(-18, 16) * day);
      const birthday = `${random.int(1964, 1999)}-${near.toISOString().slice(5, 10)}`;
      const by = { kind: 'staff', ...office[0] } as const;
      return changeContact(contact, { birthday }, { by, now: lastAt, key: `demo:${person.conversation}:birthday` });
    }),
  );
}
