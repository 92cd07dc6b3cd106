import { updateCommand } from '../../db/index.ts';
import { type Considered, consider, type Delivery, type DeliverySource } from '../../deliveries/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { contentFor } from '../content-for.ts';
import { groupBy } from '../group-by.ts';
import { someDay } from '../plan/due-of.ts';
import { type RehearsalRow, rehearsalRows } from './rehearsal-model.ts';

/** What would become of one person's message: `until` where it would wait first, and why. */
export interface Looked extends Considered {
  row: RehearsalRow;
  wait?: { reason: string; until: Date };
}

/** Whoever waits is looked at again as of then, so often at most: by then something else may hold them back. */
const mostWaits = 4;

/**
 * Looks at people of a rehearsal as the courier would at their time, by the courier's own function, and writes down what would become of them.
 */
export async function lookAtRows(
  rows: RehearsalRow[],
  { broadcast, accounts, now }: { broadcast: Broadcast; accounts: string[]; now: Date },
): Promise<Looked[]> {
  const dues = groupBy(rows, ({ due }) => timeOf(due, now));
  const looked: Looked[] = [];
  for (const [at, own] of dues) {
    let waiting: Looked[] = await ask(
      own.map(row => ({ row })),
      { broadcast, accounts, at: new Date(at) },
    );
    for (let round = 0; round < mostWaits; round++) {
      looked.push(...waiting.filter(({ verdict }) => verdict.kind !== 'wait'));
      waiting = await askLater(
        waiting.filter(({ verdict }) => verdict.kind === 'wait'),
        { broadcast, accounts },
      );
    }
    looked.push(...waiting);
  }
  await writeDown(looked);
  return looked;
}

/** Who waits for the winner of the trial is looked at as if it were chosen at once. */
const timeOf = (due: Date, now: Date): number => (due >= someDay || due < now ? now.getTime() : due.getTime());

interface Asked {
  row: RehearsalRow;
  wait?: { reason: string; until: Date };
}

async function askLater(waiting: Looked[], means: { broadcast: Broadcast; accounts: string[] }): Promise<Looked[]> {
  const again: Looked[] = [];
  const untils = groupBy(waiting, ({ verdict }) => (verdict.kind === 'wait' ? verdict.until.getTime() : 0));
  for (const [at, own] of untils) {
    const asked = own.map(({ row, wait, verdict }) => ({
      row,
      // The first reason is the one that is told.
      wait: { reason: wait?.reason ?? (verdict.kind === 'wait' ? verdict.reason : ''), until: new Date(at) },
    }));
    again.push(...(await ask(asked, { ...means, at: new Date(at) })));
  }
  return again;
}

async function ask(asked: Asked[], means: { broadcast: Broadcast; accounts: string[]; at: Date }): Promise<Looked[]> {
  if (asked.length === 0) return [];
  const { broadcast, accounts, at } = means;
  const considered = await consider(
    asked.map(({ row }) => toDelivery(row, broadcast.id)),
    {
      now: at,
      accounts,
      contents: asked.map(({ row }) => contentFor(broadcast, row.source)),
      preferences: asked.map(() => broadcast.audience.messengers),
    },
  );
  return asked.flatMap((each, i) => {
    const found = considered[i];
    return found ? [{ ...found, ...each }] : [];
  });
}

/** As it will stand in the ledger. */
function toDelivery(
  { _id, rehearsal: _rehearsal, until: _until, reason: _reason, ...row }: RehearsalRow,
  broadcast: string,
): Delivery {
  const source: DeliverySource = row.source;
  return { ...row, source, id: `${broadcast}:${row.contact}`, token: placeholder };
}

/** As long as real ones, so that addresses with it are. */
const placeholder = 'rehearsal-000000';

async function writeDown(looked: Looked[]): Promise<void> {
  const statements = looked.flatMap(({ row, verdict, delivery, wait }) => {
    const $set = outcome({ row, verdict, delivery, ...(wait && { wait }) });
    return Object.keys($set).length > 0 ? [{ q: { _id: row._id }, u: { $set } }] : [];
  });
  if (statements.length > 0) await updateCommand(rehearsalRows, statements);
}

function outcome({ row, verdict, delivery, wait }: Pick<Looked, 'row' | 'verdict' | 'delivery' | 'wait'>): Partial<RehearsalRow> {
  if (verdict.kind === 'never') return { state: 'suppressed', reason: verdict.reason };
  const { conversation, account, messenger } = delivery;
  return {
    ...(conversation !== row.conversation && { conversation, account, messenger }),
    ...(wait && { reason: wait.reason, until: wait.until }),
  };
}
