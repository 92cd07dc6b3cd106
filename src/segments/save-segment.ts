import { insertNew, isDuplicateKey } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import type { Rule } from '../rules/index.ts';
import { signal } from '../signals/index.ts';
import { listedAfter, putOnList } from './list-members.ts';
import { listed } from './list-model.ts';
import { needSegment } from './read-segments.ts';
import type { Segment } from './segment.ts';
import { nameKey, type SegmentDocument, segments } from './segment-model.ts';
import { checkRule } from './traits/index.ts';
import { usesOf } from './uses.ts';

export const longestName = 80;
export const longestDescription = 500;

export interface SegmentInput {
  /** Of the one that is changed; a new one is made without it. */
  id?: string;
  /** The version that was read; whoever was quicker is not overwritten. */
  version?: number;
  name: string;
  description?: string;
  kind: Segment['kind'];
  /** Has to be there of a segment by rule. */
  rule?: Rule;
  /** Id of the staff. */
  by: string;
  now: Date;
}

/**
 * Makes a segment or changes one. AppErrors: `segments.bad_name`, `segments.bad_description`, `segments.name_taken`, `segments.no_rule`, `segments.bad_rule`
 * (its facts have the `problems`), `segments.other_kind`, `segments.conflict`, `segments.not_found`.
 */
export async function saveSegment(input: SegmentInput): Promise<Segment> {
  const wanted = await checked(input);
  const { id, by, now } = input;
  if (id === undefined) return insert(wanted, { by, now });
  const before = await needSegment(id);
  if (before.kind !== input.kind)
    throw new AppError('segments.other_kind', 'A list stays a list, and a segment by rule one by rule. Make a new one.', { id });
  const version = input.version ?? before.version;
  // What it was counted at says nothing of another rule.
  const $unset = { size: '' as const, ...(!wanted.description && { description: '' as const }) };
  const $set = { ...wanted, version: version + 1, changedAt: now, changedBy: by };
  const { matchedCount } = await refusingTaken(wanted.name, () => segments.updateOne({ _id: id, version }, { $set, $unset }));
  if (matchedCount === 0)
    throw new AppError('segments.conflict', 'Somebody else has changed this segment meanwhile. Open it anew.', { id });
  signal({ topic: 'settings', about: 'segments' });
  return needSegment(id);
}

/** A segment of its own with the same rule, or a list with the same people. AppError as `saveSegment`. */
export async function copySegment(id: string, { name, by, now }: { name: string; by: string; now: Date }): Promise<Segment> {
  const { kind, rule, description } = await needSegment(id);
  const copy = await saveSegment({ name, kind, by, now, ...(rule && { rule }), ...(description && { description }) });
  if (kind === 'list') await copyMembers(id, copy.id, { by, now });
  return copy;
}

/** Takes a segment away. AppError `segments.used` with the `uses` in its facts while something needs it, `segments.not_found`. */
export async function removeSegment(id: string, _by: string): Promise<void> {
  const { name, kind } = await needSegment(id);
  const uses = await usesOf(id);
  if (uses.length > 0)
    throw new AppError('segments.used', `"${name}" is used and cannot be deleted: ${uses.map(use => use.name).join(', ')}.`, {
      id,
      name,
      uses,
      names: uses.map(use => use.name).join(', '),
    });
  await segments.deleteOne({ _id: id });
  // The rows stay a while for whoever follows the lists; they go by themselves.
  const now = new Date();
  if (kind === 'list')
    await listed.updateMany({ segment: id, removedAt: { $exists: false } }, { $set: { removedAt: now, changedAt: now } });
  signal({ topic: 'settings', about: 'segments' });
}

type Wanted = Pick<SegmentDocument, 'name' | 'key' | 'kind' | 'rule' | 'description'>;

async function checked({ name: typed, description, kind, rule, id }: SegmentInput): Promise<Wanted> {
  const name = typed.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > longestName)
    throw new AppError('segments.bad_name', `Give it a name of at most ${longestName} characters.`, {
      problems: { name: { message: `Has to have 1 to ${longestName} characters.` } },
      most: longestName,
    });
  const about = description?.trim() ?? '';
  if (about.length > longestDescription)
    throw new AppError('segments.bad_description', `A description has at most ${longestDescription} characters.`, {
      problems: { description: { message: `At most ${longestDescription} characters.` } },
      most: longestDescription,
    });
  if (kind === 'list') return { name, key: nameKey(name), kind, ...(about && { description: about }) };
  if (!rule)
    throw new AppError('segments.no_rule', 'Say by at least one condition whom the segment is about.', {
      problems: { rule: { message: 'Has to be there.' } },
    });
  const faults = await checkRule(rule, id === undefined ? {} : { self: id });
  if (faults.length > 0)
    throw new AppError('segments.bad_rule', 'Some conditions cannot be used. Look at each that is marked.', { faults });
  return { name, key: nameKey(name), kind, rule, ...(about && { description: about }) };
}

async function insert(
  wanted: Pick<SegmentDocument, 'name' | 'key' | 'kind'> & { rule?: Rule; description?: string },
  { by, now }: { by: string; now: Date },
): Promise<Segment> {
  const id = newId();
  const written = { createdAt: now, createdBy: by, changedAt: now, changedBy: by, version: 1 };
  const [isNew] = await insertNew(segments, [{ _id: id, ...wanted, ...written }]);
  if (!isNew) throw taken(wanted.name);
  signal({ topic: 'settings', about: 'segments' });
  return needSegment(id);
}

async function refusingTaken<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) throw taken(name);
    throw error;
  }
}

const taken = (name: string): AppError =>
  new AppError('segments.name_taken', `There is a segment called "${name}" already. Choose another name.`, {
    name,
    problems: { name: { message: 'There is one of this name already.' } },
  });

async function copyMembers(from: string, to: string, means: { by: string; now: Date }): Promise<void> {
  for (let after = ''; ; ) {
    const stretch = await listedAfter(from, after, 500);
    if (stretch.length === 0) return;
    await putOnList(to, stretch, means);
    after = stretch.at(-1) ?? after;
  }
}
