import { findDuplicates } from '../../../src/contacts/index.ts';
import { loadSetting, saveSetting } from '../../../src/db/index.ts';
import type { FlowLibrary } from '../../../src/flow/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import type { Capabilities, MessengerName } from '../../../src/messages/index.ts';
import type { Customer } from '../marketing/customer.ts';
import { seedMarketing } from '../marketing/seed-marketing.ts';
import { type Accounts, type Person, personAt } from '../people/person.ts';
import { beginTalk, type Talk } from './begin-talk.ts';
import { keepTalk } from './keep-talk.ts';
import { type Office, ownerOf } from './office.ts';
import { type PlannedTalk, planTalks } from './plan-talks.ts';
import type { TalkRecord } from './record.ts';
import { setUpFirm } from './set-up-firm.ts';
import { workOnDeals } from './work-on-deals.ts';

export interface SeedOptions {
  now: Date;
  /** What ran at a time. */
  libraryAt(moment: Date): FlowLibrary;
  capabilities: Record<MessengerName, Capabilities>;
  accounts: Accounts;
  office: Office;
  /** Where the program is found: links of mailings lead through it. */
  publicUrl: string;
  /** What the program makes the tokens of mailings with. */
  secret: string;
  log: Logger;
  /** How many contacts, 300 unless told. */
  count?: number;
}

export const seededContacts = 300;
const mark = 'demo.seeded';

/** The past was made up already. */
export async function isSeeded(): Promise<boolean> {
  return (await loadSetting(mark)) !== undefined;
}

/** Fills an empty database with the histories of the last sixty days. False when that was done before: then nothing is changed. */
export async function seedDemo(options: SeedOptions): Promise<boolean> {
  if (await isSeeded()) return false;
  const { now, count = seededContacts, accounts, office } = options;
  await setUpFirm({ office, now });
  const talks = await Promise.all(
    planTalks({ now, count }).map(plan => holdTalk(plan, personAt(plan.number, accounts), options)),
  );
  const contacts = await Promise.all(talks.map(({ record }) => keepTalk(record)));
  await workOnDeals({ contacts: [...new Set(contacts)], office, now });
  await findDuplicates({ now: () => now });
  const customers = talks.map(({ person, record }, n) => customerOf(person, contacts[n] ?? '', record, now));
  await seedMarketing({ ...options, customers });
  await saveSetting(mark, now.toISOString());
  return true;
}

function customerOf(person: Person, contact: string, { first, conversation }: TalkRecord, now: Date): Customer {
  const { lastAt, mode, staff } = conversation;
  return { contact, person, cameAt: first?.at ?? now, lastAt, ...(mode === 'staff' && staff && { talksTo: staff }) };
}

/** Nobody knows how long a talk takes before it was held: it is held once to see, and again so that it ends when it has to. */
async function holdTalk({ history, endsAt }: PlannedTalk, person: Person, options: SeedOptions): Promise<Talk> {
  const { office, libraryAt, now } = options;
  const capabilities = options.capabilities[person.address.messenger];
  const owner = ownerOf(person.number, office).id;
  const hold = async (startsAt: Date, library: FlowLibrary) => {
    const talk = beginTalk({ person, owner, library, capabilities, startsAt });
    await history(talk, office);
    return talk;
  };
  const rehearsal = await hold(endsAt, libraryAt(endsAt));
  let startsAt = new Date(2 * endsAt.getTime() - rehearsal.now.getTime());
  let talk = await hold(startsAt, libraryAt(startsAt));
  // With another revision it may take longer, and nothing was said tomorrow.
  while (talk.now > now) {
    startsAt = new Date(startsAt.getTime() - (talk.now.getTime() - endsAt.getTime()));
    talk = await hold(startsAt, libraryAt(startsAt));
  }
  talk.keepsSilentUntil(now);
  return talk;
}
