import { getContact } from '../../contacts/index.ts';
import { loadSetting, saveSetting } from '../../db/index.ts';
import type { Begin, LookMeans } from './look.ts';
import { type DateAutomation, type DueDate, dueDatesOf, findDueDates, madeUpMs } from './look-at-dates.ts';

/** So far ahead everybody's dates are looked up at once; whoever's date is changed meanwhile is looked at by themselves. */
const aheadMs = 60 * 60_000;

interface Agenda {
  version: number;
  /** Everything due before is in `due`. */
  until: Date;
  due: Map<string, DueDate>;
}

/** Who is due when, for the hour to come: the whole base is read once an hour and no more. */
export interface DateAgenda {
  /** Begins whatever is due. */
  work(automations: readonly DateAutomation[], means: LookMeans, begin: Begin): Promise<void>;
  /** A card was changed: what it says now counts. */
  renew(automations: readonly DateAutomation[], contact: string, means: LookMeans): Promise<void>;
}

export function createDateAgenda(): DateAgenda {
  const agendas = new Map<string, Agenda>();
  const settingOf = ({ id }: DateAutomation) => `automations.dates.${id}`;

  /** Until when all was begun that was due. Nothing is made up for that was before it was switched on, nor that is long over. */
  async function doneUntil(automation: DateAutomation, { now }: LookMeans): Promise<Date> {
    const saved = await loadSetting(settingOf(automation));
    const on = (automation.onSince ?? automation.changedAt).getTime();
    return new Date(Math.max(saved ? Date.parse(saved) : on, on, now.getTime() - madeUpMs));
  }

  async function agendaOf(automation: DateAutomation, from: Date, means: LookMeans): Promise<Agenda> {
    const known = agendas.get(automation.id);
    if (known && known.version === automation.version && known.until > means.now) return known;
    const until = new Date(means.now.getTime() + aheadMs);
    const found = await findDueDates(automation, { ...means, from, to: until });
    const made = { version: automation.version, until, due: new Map(found.map(due => [keyOf(due), due])) };
    agendas.set(automation.id, made);
    return made;
  }

  async function workOne(automation: DateAutomation, means: LookMeans, begin: Begin) {
    const { now, timeZone } = means;
    const from = await doneUntil(automation, means);
    const agenda = await agendaOf(automation, from, means);
    const due = [...agenda.due.values()].filter(({ at }) => at <= now).sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const { contact, day, at } of due) {
      const card = await getContact(contact);
      // What stood on the card an hour ago need not stand there now.
      const isStill = card && dueDatesOf(automation, card, { from: at, to: new Date(at.getTime() + 1), timeZone }).length > 0;
      if (isStill) await begin(automation, { contact, cause: `date:${automation.trigger.field}:${day}` });
      agenda.due.delete(keyOf({ contact, day }));
    }
    await saveSetting(settingOf(automation), new Date(now.getTime() + 1).toISOString());
  }

  return {
    async work(automations, means, begin) {
      for (const automation of automations) await workOne(automation, means, begin);
      for (const id of agendas.keys()) if (!automations.some(automation => automation.id === id)) agendas.delete(id);
    },
    async renew(automations, contact, means) {
      const card = await getContact(contact);
      if (!card) return;
      for (const automation of automations) {
        const agenda = agendas.get(automation.id);
        if (!agenda) continue;
        for (const [key, due] of agenda.due) if (due.contact === contact) agenda.due.delete(key);
        const from = await doneUntil(automation, means);
        const found = dueDatesOf(automation, card, { from, to: agenda.until, timeZone: means.timeZone });
        for (const due of found) agenda.due.set(keyOf(due), due);
      }
    },
  };
}

const keyOf = ({ contact, day }: Pick<DueDate, 'contact' | 'day'>): string => `${contact} ${day}`;
