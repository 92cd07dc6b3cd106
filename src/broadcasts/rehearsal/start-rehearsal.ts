import { newId } from '../../lib/ids.ts';
import { hasProblems, notNow } from '../broadcast-error.ts';
import type { Doing } from '../drafts.ts';
import type { BroadcastMeans } from '../means.ts';
import { planBegins } from '../plan/plan-rows.ts';
import { problemsOf } from '../problems-of.ts';
import { getBroadcast } from '../read-broadcasts.ts';
import { startOf } from '../run/change-state.ts';
import { tellDue } from '../tell.ts';
import { toRehearsal } from './read-rehearsal.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type RehearsalDocument, rehearsals, updateRehearsal } from './rehearsal-model.ts';

/**
 * Begins to rehearse a mailing as it is now; the tick does it. One that is under way for the same version goes on. AppErrors
 * `broadcasts.not_rehearsable`, `broadcasts.has_problems`.
 */
export async function startRehearsal(id: string, { by, ...means }: Doing & BroadcastMeans): Promise<Rehearsal> {
  const { now } = means;
  const broadcast = await getBroadcast(id);
  if (broadcast.state !== 'draft' && broadcast.state !== 'rehearsed') throw notNow('not_rehearsable', broadcast);
  const problems = await problemsOf(broadcast, means);
  if (problems.length > 0) throw hasProblems(id, problems);
  const open = await openRehearsals(id);
  const same = open.find(({ version }) => version === broadcast.version);
  if (same) return toRehearsal(same);
  await giveUp(open, now);
  const document = blank({ broadcast: id, version: broadcast.version, by, startsAt: startOf(broadcast, means) ?? now, now });
  await rehearsals.insertOne(document);
  tellDue(id);
  return toRehearsal(document);
}

async function openRehearsals(broadcast: string): Promise<RehearsalDocument[]> {
  const found = await rehearsals.find({ broadcast }).sort({ at: -1 }).limit(10).toArray();
  return found.filter(({ state }) => state === 'planning' || state === 'looking');
}

async function giveUp(open: RehearsalDocument[], now: Date): Promise<void> {
  const update = { $set: { state: 'stale', endedAt: now } };
  for (const { _id, state } of open) await updateRehearsal({ id: _id, guard: { state }, update });
}

interface Begun {
  broadcast: string;
  version: number;
  by: string;
  startsAt: Date;
  now: Date;
}

function blank({ broadcast, version, by, startsAt, now }: Begun): RehearsalDocument {
  return {
    _id: newId(),
    broadcast,
    version,
    by,
    state: 'planning',
    at: now,
    progress: { done: 0, total: 0 },
    audience: 0,
    willSend: 0,
    messengers: [],
    variants: [],
    exclusions: [],
    waits: [],
    hardest: [],
    seconds: 0,
    startsAt,
    endsAt: startsAt,
    clashes: [],
    limits: [],
    warnings: [],
    place: planBegins,
    tally: { messages: {}, split: 0, until: {}, measures: {} },
  };
}
