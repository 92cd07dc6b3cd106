import { AppError } from '../../lib/app-error.ts';
import { countAudience } from '../../segments/index.ts';
import { filterOf, messengersOf, ruleOf } from '../audience.ts';
import type { Broadcast } from '../broadcast.ts';
import { broadcasts, toBroadcast, updateBroadcast } from '../broadcast-model.ts';
import { type PlanRows, planBegins, planStretches, zonesOf } from '../plan/plan-rows.ts';
import type { WorkMeans } from '../run/plan-running.ts';
import { tell } from '../tell.ts';
import { conclude } from './conclude.ts';
import { harder } from './hardest.ts';
import { type Looked, lookAtRows } from './look-at-rows.ts';
import { type RehearsalDocument, rehearsalRows, rehearsals, type Tally, updateRehearsal } from './rehearsal-model.ts';

/** So many people are looked at in one go. */
const atOnce = 500;
const forgetAtOnce = 5000;

/** Goes on with the rehearsals that are under way, the oldest first, as far as there is time. May be killed at any moment. */
export async function workRehearsals(means: WorkMeans & { accounts: string[] }): Promise<void> {
  const open = await rehearsals
    .find({ state: { $in: ['planning', 'looking'] } })
    .sort({ state: 1, at: 1 })
    .toArray();
  for (const document of open) if (means.hasTime()) await workOne(document, means);
  await forgetOld(means);
}

async function workOne(document: RehearsalDocument, means: WorkMeans & { accounts: string[] }): Promise<void> {
  const { _id: id, state, broadcast: of, version } = document;
  const found = await broadcasts.findOne({ _id: of });
  if (found?.version !== version) {
    await updateRehearsal({ id, guard: { state }, update: { $set: { state: 'stale', endedAt: means.now } } });
    return tell(of);
  }
  const broadcast = toBroadcast(found);
  try {
    const planned = state === 'planning' ? await plan(document, broadcast, means) : document;
    if (planned) await look(planned, broadcast, means);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    means.log.warn({ err: error, broadcast: of }, 'a rehearsal could not be made');
    const update = { $set: { state: 'failed', problem: error.code, endedAt: means.now } };
    await updateRehearsal({ id, guard: { state: { $in: ['planning', 'looking'] } }, update });
    tell(of);
  }
}

/** Makes a row for each of the audience; answers nothing where there was no time for all. */
async function plan(document: RehearsalDocument, broadcast: Broadcast, means: WorkMeans): Promise<RehearsalDocument | undefined> {
  const { _id: id, startsAt, at } = document;
  const { timeZone } = means;
  const audience = { now: startsAt, timeZone };
  const filter = await filterOf(broadcast.audience, audience);
  const zones = await zonesOf({ broadcast, filter });
  const total = document.progress.total || (await countAudience(ruleOf(broadcast.audience), audience));
  const rows: PlanRows = {
    ...{ broadcast, filter, messengers: messengersOf(broadcast.audience, means) },
    into: { collection: 'rehearsalRows', prefix: id, mine: { rehearsal: id }, marks: { rehearsal: id } },
    ...{ now: at, start: startsAt, timeZone, zones },
  };
  for await (const next of planStretches(rows, document.place ?? planBegins)) {
    const progress = { done: 0, total };
    const $set = next ? { place: next, progress, zones } : { state: 'looking' as const, progress, zones };
    if (!(await updateRehearsal({ id, guard: { state: 'planning' }, update: { $set } }))) return undefined;
    tell(broadcast.id);
    if (!next) return { ...document, ...$set };
    if (!means.hasTime()) return undefined;
  }
  return undefined;
}

async function look(document: RehearsalDocument, broadcast: Broadcast, means: WorkMeans & { accounts: string[] }): Promise<void> {
  let present = document;
  const { _id: id, startsAt } = document;
  while (means.hasTime()) {
    const rows = await rehearsalRows
      .find({ _id: { $gt: present.after ?? `${id}:`, $lt: `${id};` } })
      .sort({ _id: 1 })
      .limit(atOnce)
      .toArray();
    const last = rows.at(-1);
    if (!last) return finish(present, broadcast, means);
    const open = rows.filter(({ state }) => state === 'planned');
    const looked = await lookAtRows(open, { broadcast, accounts: means.accounts, now: startsAt });
    const seen = harder({ hardest: present.hardest, measures: present.tally.measures }, looked);
    const done = present.progress.done + rows.length;
    const $set = {
      after: last._id,
      progress: { done, total: Math.max(present.progress.total, done) },
      hardest: seen.hardest,
      tally: { ...counted(present.tally, looked), measures: seen.measures },
    };
    if (!(await updateRehearsal({ id, guard: { state: 'looking' }, update: { $set } }))) return;
    present = { ...present, ...$set };
    tell(broadcast.id);
  }
}

function counted({ messages, split, until, measures }: Tally, looked: Looked[]): Tally {
  const tally: Tally = { messages: { ...messages }, split, until: { ...until }, measures };
  for (const { verdict, delivery, messages: own, wait } of looked) {
    if (verdict.kind === 'never') continue;
    tally.messages[delivery.account] = (tally.messages[delivery.account] ?? 0) + Math.max(own.length, 1);
    if (own.length > 1) tally.split++;
    if (!wait) continue;
    const longest = tally.until[wait.reason];
    if (!longest || wait.until > longest) tally.until[wait.reason] = wait.until;
  }
  return tally;
}

async function finish(document: RehearsalDocument, broadcast: Broadcast, means: WorkMeans): Promise<void> {
  const { _id: id, version } = document;
  const { now } = means;
  const result = await conclude(document, broadcast, means);
  const progress = { done: result.audience, total: result.audience };
  const update = { $set: { ...result, progress, state: 'done', endedAt: now }, $unset: { place: '', after: '' } };
  if (!(await updateRehearsal({ id, guard: { state: 'looking' }, update }))) return;
  await rehearsals.updateMany({ broadcast: broadcast.id, _id: { $ne: id }, state: 'done' }, { $set: { state: 'stale' } });
  const rehearsed = { version, at: now };
  await updateBroadcast({
    id: broadcast.id,
    guard: { version, state: { $in: ['draft', 'rehearsed'] } },
    update: { $set: { state: 'rehearsed', rehearsed } },
  });
  tell(broadcast.id);
}

/** The people of rehearsals that a later one has taken the place of are asked for by nobody. */
async function forgetOld({ hasTime }: WorkMeans): Promise<void> {
  const old = await rehearsals
    .find({ state: 'stale', at: { $gte: new Date(0) } })
    .sort({ state: 1, at: 1 })
    .limit(1)
    .toArray();
  for (const { _id } of old) {
    while (hasTime()) {
      const rows = await rehearsalRows
        .find({ _id: { $gt: `${_id}:`, $lt: `${_id};` } }, { projection: { _id: 1 } })
        .limit(forgetAtOnce)
        .toArray();
      if (rows.length > 0) await rehearsalRows.deleteMany({ _id: { $in: rows.map(row => row._id) } });
      if (rows.length === forgetAtOnce) continue;
      await rehearsals.deleteOne({ _id, state: 'stale' });
      break;
    }
  }
}
