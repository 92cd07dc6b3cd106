import { cancelDeliveries } from '../deliveries/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import type { Automation, AutomationInput } from './automation.ts';
import { automations, toAutomation } from './automation-model.ts';
import { automationSchema } from './automation-schema.ts';
import { hashOf, newSecret } from './hook-secret.ts';
import { problemsOf } from './problems-of.ts';
import { leaveAll, moveStanding } from './run-store.ts';
import { heirsAfter } from './walk-steps.ts';

interface By {
  /** Of the staff. */
  by: string;
  now: Date;
}

interface Means {
  /** Addresses of the own network may be called. */
  allowPrivate?: boolean;
}

const most = 300;

/** Every automation, the latest changed first. */
export async function listAutomations(): Promise<Automation[]> {
  const found = await automations
    .find({ removedAt: { $exists: false } })
    .sort({ changedAt: -1 })
    .toArray();
  return found.map(toAutomation);
}

/** Their names by id, also of those that were taken away. */
export async function automationNames(ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await automations.find({ _id: { $in: ids } }, { projection: { name: 1 } }).toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

/** Those that are on. */
export async function runningAutomations(): Promise<Automation[]> {
  const found = await automations.find({ state: 'on', removedAt: { $exists: false } }).toArray();
  return found.map(toAutomation);
}

/** AppError `automations.not_found`. `evenRemoved`: also one of which only the logs are left. */
export async function getAutomation(id: string, { evenRemoved = false } = {}): Promise<Automation> {
  const found = await automations.findOne({ _id: id });
  if (!found || (found.removedAt && !evenRemoved)) throw notFound(id);
  return toAutomation(found);
}

/**
 * Makes an automation, which is a draft, or changes one. What is on has to work after the change as well. Who stands on a step that was taken
 * out goes on with the next one that still stands, at once (`effectsOfEdit` tells it beforehand). AppErrors: of zod where the form is wrong,
 * `automations.conflict` with `by` and `at` when somebody else has changed it since `version`, `automations.problems` with the `problems`
 * (`problemsOf`), `automations.too_many`, `automations.not_found`.
 */
export async function saveAutomation(
  input: AutomationInput,
  { id, version, by, now, template, ...means }: By & Means & { id?: string; version?: number; template?: string },
): Promise<Automation> {
  const wishes = automationSchema.parse(input);
  if (id === undefined) return create(wishes, { by, now, ...(template && { template }) });
  const before = await getAutomation(id);
  if (before.state === 'on') await refuseProblems({ ...before, ...wishes }, means);
  const { condition, exitWhen, hours, ...kept } = { ...before, ...unset, ...wishes };
  const heirs = heirsAfter(before, wishes.steps);
  const changed = {
    ...kept,
    ...(condition && { condition }),
    ...(exitWhen && { exitWhen }),
    ...(hours && { hours }),
    heirs,
    // What another thing begins now has nothing to do with what was before.
    ...(before.state === 'on' && before.trigger.kind !== wishes.trigger.kind && { onSince: now }),
  };
  const after = await replace(before, changed, { version, by, now });
  await moveStanding(id, heirs, now);
  return after;
}

/** Begins for whom something happens from now on, and goes on with who stands in it. AppErrors `automations.problems`, `automations.not_found`. */
export async function switchOn(id: string, { by, now, ...means }: By & Means): Promise<Automation> {
  const before = await getAutomation(id);
  if (before.state === 'on') return before;
  await refuseProblems(before, means);
  const { trouble: _over, ...rest } = before;
  return replace(before, { ...rest, state: 'on', onSince: now }, { by, now });
}

/**
 * Begins for nobody any more. Who stands in it stays where they are until it is on again, unless `leave` lets them go; what was planned and
 * has not gone out waits as well, or is taken back.
 */
export async function switchOff(id: string, { by, now, leave = false }: By & { leave?: boolean }): Promise<Automation> {
  const before = await getAutomation(id);
  const after = before.state === 'on' ? await replace(before, { ...before, state: 'off' }, { by, now }) : before;
  if (leave) await letGo(id, 'switchedOff', now);
  return after;
}

/** Takes an automation away; who stands in it leaves, and their logs stay. */
export async function removeAutomation(id: string, { by, now }: By): Promise<void> {
  await getAutomation(id);
  await automations.updateOne(
    { _id: id },
    { $set: { state: 'off', removedAt: now, changedAt: now, changedBy: by }, $inc: { version: 1 } },
  );
  await letGo(id, 'removed', now);
}

/** A new address to be called at: its `secret` is told this once. The old one is nobody's any more. */
export async function makeHook(id: string, { by, now }: By): Promise<{ automation: Automation; secret: string }> {
  const before = await getAutomation(id);
  const secret = newSecret();
  return { automation: await replace(before, { ...before, hook: { hash: hashOf(secret) } }, { by, now }), secret };
}

/** Notes that automations had begun one another in a circle, which this one ended. */
export async function noteTrouble(id: string, trouble: NonNullable<Automation['trouble']>): Promise<void> {
  await automations.updateOne({ _id: id }, { $set: { trouble } });
}

async function letGo(id: string, reason: string, now: Date): Promise<void> {
  await leaveAll(id, reason, now);
  await cancelDeliveries({ kind: 'automation', id }, reason, now);
}

async function create(wishes: AutomationInput, { by, now, template }: By & { template?: string }): Promise<Automation> {
  if ((await automations.countDocuments({ removedAt: { $exists: false } }, { limit: most })) >= most)
    throw new AppError('automations.too_many', `There may be ${most} automations.`, { most });
  const made: Automation = {
    id: newId(),
    ...wishes,
    state: 'draft',
    ...(template && { template }),
    version: 1,
    createdAt: now,
    createdBy: by,
    changedAt: now,
    changedBy: by,
  };
  const { id, ...rest } = made;
  await automations.insertOne({ _id: id, ...rest });
  return made;
}

const unset: Pick<Automation, 'condition' | 'exitWhen' | 'hours'> = {};

async function replace(
  before: Automation,
  { id: _id, ...after }: Automation,
  { version = before.version, by, now }: By & { version?: number | undefined },
): Promise<Automation> {
  const next = { ...after, version: version + 1, changedAt: now, changedBy: by };
  const gone = Object.keys(before).filter(name => name !== 'id' && !(name in next));
  const found = await automations.findOneAndUpdate(
    { _id: before.id, version, removedAt: { $exists: false } },
    { $set: next, ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(name => [name, ''])) }) },
    { returnDocument: 'after' },
  );
  if (found) return toAutomation(found);
  const { changedBy, changedAt } = await getAutomation(before.id);
  throw new AppError('automations.conflict', 'Somebody else has changed this automation meanwhile.', {
    automation: before.id,
    by: changedBy,
    at: changedAt,
  });
}

async function refuseProblems(automation: AutomationInput & { id: string }, means: Means): Promise<void> {
  const problems = await problemsOf(automation, means);
  if (problems.length > 0)
    throw new AppError('automations.problems', 'This automation cannot work yet.', { automation: automation.id, problems });
}

function notFound(id: string): AppError {
  return new AppError('automations.not_found', 'There is no such automation any more.', { automation: id });
}
