import { beforeEach, describe, expect, it } from 'vitest';
import { createDeal, editDeal, moveTo, trashDeal } from '../../src/deals/index.ts';
import { getDelivery, markDelivery } from '../../src/deliveries/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { buyersByArm, createAttribution, dealNumbers, dealsCountedTo } from '../../src/links/index.ts';
import { keepMessage, type StoredMessage } from '../../src/messages/index.ts';
import { plan, sentAt } from '../broadcasts/report/seed.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();

const hour = 3_600_000;
const day = 24 * hour;
const by = { kind: 'staff', id: 's', name: 'Ольга' } as const;
const clock = new ManualClock();
let attribution = createAttribution({ clock });
/** A mailing of its own for each test. */
let broadcast: string;
const source = () => ({ kind: 'broadcast', id: broadcast }) as const;

beforeEach(async () => {
  broadcast = newId();
  clock.set(new Date(sentAt.getTime() - hour));
  attribution = createAttribution({ clock });
  await attribution.work();
});

const past = (ms: number) => new Date(sentAt.getTime() + ms);

/** Everything up to this moment is counted. */
async function count(ms: number) {
  clock.set(past(ms + 3000));
  await attribution.work();
}

async function says(contact: string, ms: number, more: Partial<StoredMessage> = {}) {
  const at = past(ms);
  await keepMessage({
    id: newId(),
    conversation: `telegram:1:${contact}`,
    contact,
    order: at.getTime(),
    at,
    author: { kind: 'customer' },
    kind: 'text',
    text: 'Хочу!',
    changedAt: at,
    ...more,
  });
}

const blocks = (contact: string, ms: number) =>
  says(contact, ms, { author: { kind: 'system' }, kind: 'event', event: { what: 'blocked', values: { reason: 'blocked' } } });

const marks = async (contact: string, of = broadcast) => {
  const found = await getDelivery(`${of}:${contact}`);
  return { replied: found?.repliedAt, blocked: found?.blockedAt };
};

/** Their mailing of this test, under an id nobody else has. */
const got = (name: string) => `${name}-${broadcast}`;

describe('an answer', () => {
  it('is the first thing somebody says within three days', async () => {
    await plan({ contact: got('anna'), broadcast }, { contact: got('boris'), broadcast });
    await says(got('anna'), 5 * hour);
    await says(got('anna'), 6 * hour);
    await says(got('boris'), 3 * day + 1000);
    await count(4 * day);
    expect(await marks(got('anna'))).toEqual({ replied: past(5 * hour), blocked: undefined });
    expect(await marks(got('boris'))).toEqual({});
  });

  it('belongs to the last message before it, and to its conversation', async () => {
    const [anna, vera] = [got('anna'), got('vera')];
    const later = newId();
    await plan(
      { contact: anna, broadcast },
      { contact: anna, broadcast: later, sentAt: past(hour) },
      { contact: vera, broadcast },
    );
    await says(anna, 2 * hour);
    await says(vera, hour, { conversation: 'vk:1:elsewhere' });
    await count(3 * hour);
    expect(await marks(anna)).toEqual({});
    expect(await marks(anna, later)).toMatchObject({ replied: past(2 * hour) });
    expect(await marks(vera)).toEqual({});
  });

  it('is no asking to be left alone', async () => {
    const anna = got('anna');
    await plan({ contact: anna, broadcast });
    await markDelivery(`${broadcast}:${anna}`, { unsubscribedAt: past(hour + 50) });
    await says(anna, hour);
    await count(2 * hour);
    expect(await marks(anna)).toEqual({});
    await says(anna, 5 * hour);
    await count(6 * hour);
    expect(await marks(anna)).toMatchObject({ replied: past(5 * hour) });
  });

  it('is counted where the answer of the messenger was lost, and found after a long stop', async () => {
    const [anna, boris] = [got('anna'), got('boris')];
    await plan(
      { contact: anna, broadcast, state: 'unknown' },
      { contact: boris, broadcast, state: 'suppressed', reason: 'tooOften' },
    );
    await says(anna, hour);
    await says(boris, hour);
    attribution = createAttribution({ clock });
    await count(2 * day);
    expect(await marks(anna)).toMatchObject({ replied: past(hour) });
    expect(await marks(boris)).toEqual({});
  });
});

describe('a block', () => {
  it('counts within a day after the message', async () => {
    await plan({ contact: got('anna'), broadcast }, { contact: got('boris'), broadcast });
    await blocks(got('anna'), 2 * hour);
    await blocks(got('boris'), day + 1000);
    await count(2 * day);
    expect(await marks(got('anna'))).toMatchObject({ blocked: past(2 * hour) });
    expect(await marks(got('boris'))).toEqual({});
  });
});

describe('a deal', () => {
  const makes = (contact: string, ms: number, amount?: number) => {
    const key = newId();
    const deal = { key, contact, pipeline: 'sales', stage: 'new', title: 'Окно', now: past(ms) };
    return createDeal({ ...deal, ...(amount !== undefined && { amount }) }).then(() => key);
  };

  it('counts within seven days, and its money when it is won, whenever that is', async () => {
    const [anna, boris] = [got('anna'), got('boris')];
    await plan({ contact: anna, broadcast }, { contact: boris, broadcast });
    const deal = await makes(anna, 6 * day, 5000);
    await makes(boris, 7 * day + 1000, 700);
    await count(8 * day);
    expect(await dealNumbers(source())).toEqual({ deals: 1, won: 0, lost: 0, money: [] });
    await editDeal(deal, { field: 'amount', value: 5500.5 }, { key: newId(), by, now: past(20 * day) });
    await moveTo(deal, { stage: 'won' }, { key: newId(), by, now: past(20 * day) });
    await count(20 * day);
    await count(20 * day + 1000);
    expect(await dealNumbers(source())).toEqual({ deals: 1, won: 1, lost: 0, money: [{ currency: 'RUB', sum: 5500.5 }] });
    await trashDeal(deal, { key: newId(), by, now: past(21 * day) });
    await count(21 * day);
    expect(await dealNumbers(source())).toEqual({ deals: 0, won: 0, lost: 0, money: [] });
  });

  it('is counted to the last message before it alone', async () => {
    const anna = got('anna');
    const later = newId();
    await plan({ contact: anna, broadcast }, { contact: anna, broadcast: later, sentAt: past(day) });
    const early = await makes(anna, 2 * hour, 100);
    const late = await makes(anna, 2 * day, 900);
    await count(3 * day);
    const page = { page: 1, perPage: 10 };
    expect((await dealsCountedTo(source(), page)).touches.map(({ deal }) => deal)).toEqual([early]);
    expect((await dealsCountedTo({ kind: 'broadcast', id: later }, page)).touches.map(({ deal }) => deal)).toEqual([late]);
  });

  it('is compared with what the control group does by itself', async () => {
    const [anna, boris, vera, gleb] = [got('anna'), got('boris'), got('vera'), got('gleb')];
    const control = { broadcast, state: 'suppressed', reason: 'control', due: sentAt } as const;
    await plan({ contact: anna, broadcast, variant: 'a' }, { contact: boris, ...control }, { contact: vera, ...control });
    await plan({ contact: gleb, broadcast, state: 'suppressed', reason: 'tooOften' });
    await makes(gleb, day);
    await makes(anna, hour);
    await makes(anna, 2 * hour);
    const won = await makes(boris, day);
    await makes(vera, 8 * day);
    await moveTo(won, { stage: 'won' }, { key: newId(), by, now: past(day) });
    await count(9 * day);
    expect((await buyersByArm(source())).toSorted((a, b) => a.to.localeCompare(b.to))).toEqual([
      { to: 'control', made: 1, won: 1 },
      { variant: 'a', to: 'sent', made: 1, won: 0 },
      { to: 'unsent', made: 1, won: 0 },
    ]);
    expect((await dealNumbers(source())).deals).toBe(2);
  });
});
