import { createAutomationsTick } from './automations/index.ts';
import { createBroadcastTick } from './broadcasts/index.ts';
import { checkNextSteps, type Presser } from './buttons/index.ts';
import type { Config } from './config/index.ts';
import { type Eraser, sweepOld } from './consents/index.ts';
import { emptyTrash, findDuplicates, gradeContacts, renewCards, workMerges } from './contacts/index.ts';
import { recountCard, settleOpenDeals, settleOrders } from './deals/index.ts';
import type { Courier } from './deliveries/index.ts';
import { removeFile, sweepFiles } from './files/index.ts';
import { sweepImports } from './imports/index.ts';
import type { Dispatcher, Inbox, Starter } from './inbox/index.ts';
import { createJobs } from './jobs/index.ts';
import type { Clock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import { type MayGoOn, whenQuiet } from './lib/when-quiet.ts';
import { createAttribution } from './links/index.ts';
import type { Messenger, MessengerName } from './messages/index.ts';
import { createSearchIndexer } from './search/index.ts';
import { createScorer, createSegmentsTick, createTraitsTick } from './segments/index.ts';
import { audit, sweepAudit } from './staff/index.ts';

/** Something that looks for what has become due. */
interface Worker {
  work(): Promise<unknown>;
}

export interface TickParts {
  config: Config;
  /** This process. */
  owner: string;
  /** Takes up what processes that died had in hand. */
  recover(): Promise<unknown>;
  inbox: Inbox;
  courier: Courier;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  dispatcher: Dispatcher;
  starter: Starter;
  caller: Worker & { wake(): void };
  teller: Worker;
  eraser: Eraser;
  alarm: { ring(): Promise<unknown> };
  mover: Worker;
  scheduler: Worker;
  alerter: Worker;
  taskClock: Worker;
  fetcher: Worker;
  importer: { wake(): void };
  presser: Presser;
  clock: Clock;
  log: Logger;
}

export interface Ticks {
  start(): Promise<void>;
  /** Nothing new is begun between ticks any more. */
  end(): void;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

type Leisurely = (mayGoOn: MayGoOn) => Promise<unknown>;

/**
 * What the program does by the clock. Each tick does the same when it is done twice, and runs in one process at a time. What nobody waits
 * for makes way while customers do, and while a mailing goes out at full speed.
 */
export function createTicks(parts: TickParts): Ticks {
  const { config, owner, recover, inbox, courier, messengers, dispatcher, starter, caller, teller, eraser, clock, log } = parts;
  const { alarm, mover, scheduler, alerter, taskClock, fetcher, importer, presser } = parts;
  const timeZone = config.DEFAULT_TIMEZONE;
  const searchIndexer = createSearchIndexer();
  const attribution = createAttribution({ clock });
  const traits = createTraitsTick({ clock, log, timeZone });
  const segmentMoves = createSegmentsTick({ clock, log, timeZone });
  const scorer = createScorer({ clock, timeZone });
  const broadcasts = createBroadcastTick({
    clock,
    log,
    timeZone,
    ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
    messengers,
    wakeCourier: courier.wake,
  });
  const automations = createAutomationsTick({
    starter,
    dispatcher,
    wakeCaller: caller.wake,
    timeZone,
    region: config.DEFAULT_REGION,
    clock,
    log,
  });
  const emptiesTrash = async () => {
    await eraser.emptyTrash();
    await emptyTrash({ now: clock.now(), removeFile });
  };
  const keepsNoLonger = async () => {
    const gone = await sweepOld({ eraser, removeFile, now: clock.now() });
    if (gone) await audit({ at: clock.now(), what: 'swept', facts: { ...gone } });
  };
  const afterCustomers = (run: Leisurely) => whenQuiet(run, { busy: inbox.isBusy, clock });
  const leisurely = (run: Leisurely) => whenQuiet(run, { busy: () => inbox.isBusy() || courier.isRushing(), clock });
  const jobs = createJobs(
    [
      { name: 'leases.recover', every: '5 seconds', run: recover },
      { name: 'automations.work', every: '5 seconds', run: afterCustomers(() => automations.work()) },
      { name: 'broadcasts.tick', every: '5 seconds', run: () => broadcasts.work() },
      {
        name: 'duplicates.find',
        every: '5 seconds',
        run: leisurely(mayGoOn => findDuplicates({ now: () => clock.now(), mayGoOn })),
      },
      { name: 'trash.empty', every: '1 minute', run: emptiesTrash },
      { name: 'people.erase', every: '5 seconds', run: leisurely(() => eraser.work()) },
      { name: 'retention.sweep', every: '5 minutes', run: leisurely(keepsNoLonger) },
      { name: 'search.index', every: '5 seconds', run: leisurely(mayGoOn => searchIndexer.work({ now: clock.now(), mayGoOn })) },
      { name: 'segments.traits', every: '5 seconds', run: leisurely(mayGoOn => traits.work(mayGoOn)) },
      { name: 'mailings.attribute', every: '5 seconds', run: leisurely(() => attribution.work()) },
      { name: 'merges.work', every: '5 seconds', run: () => workMerges({ now: clock.now(), recount: recountCard }) },
      { name: 'flows.move', every: '5 seconds', run: () => mover.work() },
      { name: 'webhooks.call', every: '5 seconds', run: () => caller.work() },
      { name: 'webhooks.tell', every: '5 seconds', run: () => teller.work() },
      { name: 'flows.due', every: '5 seconds', run: () => alarm.ring() },
      { name: 'replies.due', every: '5 seconds', run: () => scheduler.work() },
      { name: 'alerts.tell', every: '15 seconds', run: () => alerter.work() },
      { name: 'conversations.handOut', every: '5 seconds', run: () => dispatcher.handOut() },
      { name: 'conversations.return', every: '30 seconds', run: () => dispatcher.returnSilent() },
      { name: 'tasks.remind', every: '30 seconds', run: () => taskClock.work() },
      { name: 'files.fetch', every: '30 seconds', run: () => fetcher.work() },
      { name: 'audit.sweep', every: '1 day', run: async () => void (await sweepAudit(clock.now())) },
      { name: 'contacts.grade', every: '1 minute', run: leisurely(() => gradeContacts({ clock })) },
      { name: 'contacts.renew', every: '15 seconds', run: leisurely(() => renewCards({ clock })) },
      { name: 'imports.work', every: '5 seconds', run: async () => importer.wake() },
      { name: 'imports.sweep', every: '1 day', run: () => sweepImports(clock.now()) },
      { name: 'deals.open', every: '5 seconds', run: () => settleOpenDeals(clock.now()) },
      { name: 'deals.orders', every: '5 seconds', run: () => settleOrders(clock.now()) },
      { name: 'deals.buttons', every: '5 seconds', run: () => presser.finish() },
      { name: 'deals.nextSteps', every: '1 hour', run: checkNextSteps },
      { name: 'segments.moves', every: '15 seconds', run: leisurely(() => segmentMoves.work()) },
      { name: 'segments.scores', every: '15 seconds', run: leisurely(() => scorer.work()) },
      { name: 'files.sweep', every: '1 hour', run: () => sweepFiles(clock.now()) },
    ],
    { name: owner, log },
  );
  let unwatch: (() => void) | undefined;
  let hasStarted = false;

  return {
    async start() {
      hasStarted = true;
      await jobs.start();
      unwatch = broadcasts.watch();
    },
    end: () => unwatch?.(),
    async stop() {
      await broadcasts.stop();
      if (hasStarted) await jobs.stop();
    },
  };
}
