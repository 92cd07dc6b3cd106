import { loadSetting, saveSetting } from '../../../src/db/index.ts';
import type { FlowLibrary } from '../../../src/flow/index.ts';
import type { Capabilities, MessengerName } from '../../../src/messages/index.ts';
import { type Accounts, type Person, personAt } from '../people/person.ts';
import { beginTalk, type Talk } from './begin-talk.ts';
import { keepTalk } from './keep-talk.ts';
import type { Office } from './office.ts';
import { type PlannedTalk, planTalks } from './plan-talks.ts';

export interface SeedOptions {
  now: Date;
  library: FlowLibrary;
  capabilities: Record<MessengerName, Capabilities>;
  accounts: Accounts;
  office: Office;
  /** How many contacts, 300 unless told. */
  count?: number;
  /** Told when there is something to do. */
  onSeeding?(): void;
}

export const seededContacts = 300;
const mark = 'demo.seeded';

/** Fills an empty database with the histories of the last sixty days. False when that was done before: then nothing is changed. */
export async function seedDemo(options: SeedOptions): Promise<boolean> {
  if (await loadSetting(mark)) return false;
  options.onSeeding?.();
  const { now, count = seededContacts, accounts } = options;
  const talks = await Promise.all(
    planTalks({ now, count }).map(plan => holdTalk(plan, personAt(plan.number, accounts), options)),
  );
  await Promise.all(talks.map(({ record }) => keepTalk(record)));
  await saveSetting(mark, now.toISOString());
  return true;
}

/** Nobody knows how long a talk takes before it was held: it is held once to see, and again so that it ends when it has to. */
async function holdTalk({ history, endsAt }: PlannedTalk, person: Person, options: SeedOptions): Promise<Talk> {
  const { library, office } = options;
  const capabilities = options.capabilities[person.address.messenger];
  const rehearsal = beginTalk({ person, library, capabilities, startsAt: endsAt });
  await history(rehearsal, office);
  const startsAt = new Date(2 * endsAt.getTime() - rehearsal.now.getTime());
  const talk = beginTalk({ person, library, capabilities, startsAt });
  await history(talk, office);
  return talk;
}
