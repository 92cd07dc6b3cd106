import { automationBook, createAutomationsTick } from '../../../src/automations/index.ts';
import { type BroadcastMeans, broadcastBook, createBroadcastTick } from '../../../src/broadcasts/index.ts';
import { aggregateDeliveries, createCourier, tellDeliveries } from '../../../src/deliveries/index.ts';
import { newOwner } from '../../../src/jobs/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { createLinks } from '../../../src/links/index.ts';
import {
  type Address,
  knownCapabilities,
  type Messenger,
  type MessengerName,
  type SendOutcome,
} from '../../../src/messages/index.ts';
import { createGovernor, createOutbox } from '../../../src/outbox/index.ts';
import { linkContentOf } from '../../../src/panel/links/link-content.ts';
import { staffNames } from '../../../src/staff/index.ts';
import type { Accounts } from '../people/person.ts';
import { createPastClock, type PastClock } from './past-clock.ts';

export interface PastProgramOptions {
  begins: Date;
  accounts: Accounts;
  timeZone: string;
  /** Where links lead through. */
  publicUrl: string;
  /** What the program that runs afterwards makes its tokens with. */
  secret: string;
  /** What became of a message; `key` is the delivery's. */
  answer(address: Address, key: string): SendOutcome;
  log: Logger;
}

/** The parts of the program that send what nobody asked for, on a clock of the past. */
export interface PastProgram {
  readonly clock: PastClock;
  means(): BroadcastMeans;
  /** Goes on with chains, and sends what may go. */
  goOn(): Promise<void>;
  /** The same, and looks after the mailings. */
  work(): Promise<void>;
  /** Lets somebody open a link of a delivery at a time. Resolves before it is written down. */
  opens(token: string, link: number, agent: string, at: Date): Promise<void>;
  stop(): Promise<void>;
}

/** Over the default connection. What it sends goes nowhere: `answer` says what became of it. */
export function createPastProgram(options: PastProgramOptions): PastProgram {
  const { begins, accounts, timeZone, publicUrl, secret, answer } = options;
  // What a messenger refuses belongs to the story, and is no news to whoever starts the demo.
  const log = options.log.child({}, { level: 'error' });
  const clock = createPastClock(begins);
  tellDeliveries({ secret, timeZone, publicUrl, ownerNames: () => staffNames(), openDeals: async () => new Map() });
  // Nobody is written to in the site's chat: there is no browser that would listen.
  const connected = ['telegram', 'vk'] as const;
  const messengers = new Map(connected.map(name => [name as MessengerName, numbMessenger(name, accounts[name], answer)]));
  const pace = { perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY };
  const governor = createGovernor({ clock, pace: () => pace });
  const common = { messengers, governor, owner: newOwner(), clock, log, chance: () => 0 };
  const checkpoint = async () => {};
  const outbox = createOutbox({ ...common, sends: true, alone: () => true, checkpoint });
  const courier = createCourier({ ...common, outbox, books: { broadcast: broadcastBook, automation: automationBook } });
  const broadcasts = createBroadcastTick({ clock, log, timeZone, publicUrl, messengers });
  const automations = createAutomationsTick({ ...noTalks, wakeCaller: () => {}, timeZone, region: 'RU', clock, log });
  let opened = begins;
  const links = createLinks({ contentOf: linkContentOf, clock: { ...clock, now: () => opened }, log });

  /** Sends what may go now, and waits for what is under way. */
  async function send() {
    for (let looks = 0; looks < mostLooks && (await isAnyDue(clock.now())); looks++) {
      courier.wake();
      await courier.work();
      await new Promise(done => setTimeout(done, lookMs));
    }
  }

  return {
    clock,
    means: () => ({ now: clock.now(), timeZone, connected: [...connected], publicUrl }),
    async goOn() {
      await automations.work();
      await send();
    },
    async work() {
      await automations.work();
      await broadcasts.work();
      await send();
      await broadcasts.work();
    },
    async opens(token, link, agent, at) {
      opened = at;
      await links.follow(`${token}-${link}`, { method: 'GET', agent });
    },
    async stop() {
      await broadcasts.stop();
      await courier.stop();
      await outbox.stop();
      governor.stop();
    },
  };
}

const lookMs = 5;
/** What still waits then waits for something else than its turn. */
const mostLooks = 2000;

async function isAnyDue(now: Date): Promise<boolean> {
  const open = { state: { $in: ['planned', 'sending'] }, due: { $lte: now } };
  return (await aggregateDeliveries([{ $match: open }, { $limit: 1 }])).length > 0;
}

/** None of the demo's chains talks to anybody or hands a talk over. */
const noTalks = {
  starter: { start: () => Promise.reject(new Error('The chains of the demo start no questionnaires.')) },
  dispatcher: { transfer: () => Promise.reject(new Error('The chains of the demo hand nobody over.')) },
};

function numbMessenger(name: MessengerName, account: string, answer: PastProgramOptions['answer']): Messenger {
  return {
    name,
    account,
    capabilities: knownCapabilities[name],
    state: { state: 'ready', name: 'demo' },
    parse: () => undefined,
    start: async () => {},
    stop: async () => {},
    profile: async () => undefined,
    file: () => Promise.reject(new Error('There are no files.')),
    send: async (address, _message, key) => answer(address, key),
  };
}
