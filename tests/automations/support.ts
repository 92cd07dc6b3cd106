import { pino } from 'pino';
import {
  type Automation,
  type AutomationInput,
  type AutomationStep,
  automationBook,
  createAutomationsTick,
  runsOf,
  saveAutomation,
  switchOn,
} from '../../src/automations/index.ts';
import { type Contact, writeContact } from '../../src/contacts/index.ts';
import { conversationsOf, getConversation } from '../../src/conversations/index.ts';
import { listDeliveries } from '../../src/deliveries/index.ts';
import { createStarter } from '../../src/inbox/index.ts';
import { noCheckpoint } from '../../src/lib/checkpoint.ts';
import { newId } from '../../src/lib/ids.ts';
import { createTraitsTick } from '../../src/segments/index.ts';
import { startCourier } from '../deliveries/support.ts';
import { scriptMessenger } from '../outbox/support.ts';
import { conversationOf, startCorridor } from '../support/corridor.ts';
import { ManualClock } from '../support/manual-clock.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const timeZone = 'Europe/Moscow';

/** Ten in the morning of a Tuesday in Moscow. */
export const tuesday = '2026-05-12T07:00:00Z';
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** An installation on a clock that the test moves: the corridor, the courier, the traits, the automations. */
export async function startChains({ now = tuesday }: { now?: string } = {}) {
  const clock = new ManualClock(now);
  const contentOf: NonNullable<Parameters<typeof startCorridor>[0]>['contentOf'] = async delivery =>
    (await automationBook.contentOf([delivery]))[0];
  const corridor = await startCorridor({ clock, contentOf });
  const telegram = scriptMessenger('7000');
  const courier = startCourier([telegram], { automation: automationBook }, { clock });
  const messengers = new Map([[telegram.name, telegram]]);
  const defaults = { region: 'RU', timeZone };
  const starter = createStarter({
    inbox: corridor.inbox,
    flows: corridor.flows,
    messengers,
    defaults,
    clock,
    checkpoint: noCheckpoint,
  });
  const traits = createTraitsTick({ clock, log, timeZone });
  const means = { starter, dispatcher: corridor.dispatcher, wakeCaller: () => {}, timeZone, region: 'RU', clock, log };
  const newTick = () => createAutomationsTick(means);
  let tick = newTick();

  /** Everything that is due just now is done. */
  async function settle(): Promise<void> {
    // What is written is heard of two seconds later.
    await clock.advance(3000);
    await traits.work();
    await tick.work();
    if (await hasDue()) await courier.passes('nothing is due', async () => !(await hasDue()));
    await corridor.alarm.ring();
  }

  async function hasDue(): Promise<boolean> {
    const ids = (await automationBook.running(clock.now())).map(({ id }) => id);
    const lists = await Promise.all(
      ids.map(id => listDeliveries({ kind: 'automation', id }, { state: ['planned', 'sending'] }, { page: 1, perPage: 50 })),
    );
    return lists.some(({ deliveries }) => deliveries.some(({ due }) => due <= clock.now()));
  }

  return {
    clock,
    corridor,
    telegram,
    settle,
    work: () => tick.work(),
    newTick,
    /** Another process goes on. */
    restart() {
      tick = newTick();
    },
    /** Lets time pass, with the ticks in between. */
    async passes(ms: number, stepMs = ms): Promise<void> {
      for (let left = ms; left > 0; left -= stepMs) {
        await clock.advance(Math.min(left, stepMs));
        await settle();
      }
    },
    /** Lets it become ten in the morning of the next day in Moscow, so that no quiet hours are near. */
    async sleepOver(): Promise<void> {
      const tomorrow = new Date(clock.now().getTime() + 24 * 3_600_000).toISOString().slice(0, 10);
      await clock.advance(Date.parse(`${tomorrow}T07:00:00Z`) - clock.now().getTime());
      await settle();
    },
    /** Makes an automation and switches it on. */
    async on(wishes: Partial<AutomationInput> & Pick<AutomationInput, 'trigger' | 'steps'>, by = 'olga'): Promise<Automation> {
      const now = clock.now();
      const input: AutomationInput = { name: 'Проверка', reentry: { kind: 'always' }, ...wishes };
      const { id } = await saveAutomation(input, { by, now });
      const automation = await switchOn(id, { by, now });
      // What happens at the same moment is not what was before.
      await clock.advance(10);
      return automation;
    },
    /** Somebody who has written, with consent to advertising; `change` what else stands on the card. */
    async person(chat: string, change: (card: Contact) => Partial<Contact> = () => ({})): Promise<string> {
      await corridor.says(chat, 'привет');
      const contact = (await getConversation(conversationOf(chat)))?.contact ?? '';
      const now = clock.now();
      await write(contact, card => ({
        consents: { advertising: { given: true, hash: '', at: now } },
        timeZone,
        ...change(card),
      }));
      return contact;
    },
    write,
    log: async (contact: string) => {
      const { runs } = await runsOf({ contact }, { page: 1, perPage: 20 });
      return runs.flatMap(run => run.log.map(({ what, reason }) => (reason ? `${what} ${reason}` : what)));
    },
    runs: async (contact: string) => (await runsOf({ contact }, { page: 1, perPage: 20 })).runs,
    talk: async (contact: string) => (await conversationsOf(contact))[0],
    heard: (chat: string) => telegram.heard.filter(line => line.startsWith(`${chat} `)).map(line => line.slice(chat.length + 1)),
    async stop() {
      await courier.stop();
      await corridor.stop();
    },
  };

  function write(contact: string, change: (card: Contact) => Partial<Contact>) {
    return writeContact(contact, {
      key: newId(),
      by: { kind: 'staff', id: 'olga', name: 'Ольга' },
      now: clock.now(),
      change: card => ({ ...card, ...change(card) }),
    });
  }
}

export type Chains = Awaited<ReturnType<typeof startChains>>;

/** A message of a chain that says these words. */
export const says = (
  id: string,
  text: string,
  more: Partial<Extract<AutomationStep, { do: 'message' }>> = {},
): AutomationStep => ({
  id,
  do: 'message',
  content: { texts: { ru: text }, files: [], buttons: [], variants: {} },
  messengers: ['telegram'],
  advertising: false,
  priority: 'chain',
  ...more,
});

export const tags = (id: string, ...add: string[]): AutomationStep => ({ id, do: 'tag', add, remove: [] });
export const waits = (id: string, minutes: number): AutomationStep => ({ id, do: 'wait', wait: { kind: 'for', minutes } });
