import type { Readable } from 'node:stream';
import { fieldSettings } from '../contacts/index.ts';
import { removeFile, saveFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import type { Import, ImportWishes } from './import.ts';
import { importLimits } from './limits.ts';
import { doubled, isTarget } from './mapping/targets.ts';
import type { ChosenShape } from './reading/read-source.ts';
import { type ImportDocument, imports, toImport } from './store/import-model.ts';
import { getImport, turn } from './store/import-store.ts';

/** Takes in a file as it is uploaded; its rows are read beside. AppError `file.too_big`. */
export async function startImport(input: { stream: Readable; name: string; by: Import['by']; now: Date }): Promise<Import> {
  const { by, now } = input;
  const file = await saveFile({
    stream: input.stream,
    name: input.name,
    owner: { staff: by.id },
    maxBytes: importLimits.bytes,
    now,
  });
  const document: ImportDocument = {
    _id: newId(),
    name: file.name,
    file: file.id,
    size: file.size ?? 0,
    by,
    createdAt: now,
    state: 'reading',
    chosen: {},
    hasHeading: true,
    headings: [],
    sample: [],
    rows: 0,
    chunks: 0,
    wishes: defaultWishes([]),
    progress: { chunk: 0, rows: 0, startedAt: now },
    counts: {},
  };
  try {
    await imports.insertOne(document);
  } catch (error) {
    await removeFile(file.id);
    throw error;
  }
  return toImport(document);
}

export function defaultWishes(targets: string[]): ImportWishes {
  return { targets, match: 'contact', existing: 'update', missing: 'create', clears: false };
}

/** Reads the file anew, in another encoding, from another sheet, with or without a heading. */
export function readAgain(id: string, chosen: ChosenShape & { hasHeading: boolean }, now: Date): Promise<Import> {
  const { hasHeading, ...shape } = chosen;
  return turn(id, ['mapping', 'checked', 'unreadable'], {
    state: 'reading',
    chosen: shape,
    hasHeading,
    // Told apart from a file that was never read: the guess of the heading is not made again.
    headings: ['-'],
    progress: { chunk: 0, rows: 0, startedAt: now },
    counts: {},
  });
}

/**
 * Begins the dry run with what a person said of the columns. AppError `imports.no_columns`, `imports.doubled` (`facts.targets`), `imports.no_key` when the key is not
 * among the columns, `imports.no_such_field`, `imports.no_order_date`, `imports.conflict`.
 */
export async function checkImport(id: string, wishes: ImportWishes, now: Date): Promise<Import> {
  const item = await getImport(id);
  const targets = item.headings.map((_, i) => wishes.targets[i] ?? '');
  const definitions = await fieldSettings();
  const unknown = targets.find(target => target !== '' && !isTarget(target, definitions));
  if (unknown) throw new AppError('imports.no_such_field', `There is no field "${unknown}".`, { field: unknown });
  if (targets.every(target => target === '')) throw new AppError('imports.no_columns', 'Say of at least one column what it is.');
  const twice = doubled(targets);
  if (twice.length > 0) throw new AppError('imports.doubled', 'Two columns are the same field.', { targets: twice });
  if (!hasKey(targets, wishes.match))
    throw new AppError('imports.no_key', 'None of the columns is what cards are found by.', { match: wishes.match });
  if (targets.includes('order.sum') !== targets.includes('order.date'))
    throw new AppError('imports.no_order_date', 'An order needs a date and a sum.');
  return turn(id, ['mapping', 'checked'], {
    state: 'checking',
    wishes: { ...wishes, targets },
    progress: { chunk: 0, rows: 0, startedAt: now },
    counts: {},
  });
}

function hasKey(targets: string[], match: ImportWishes['match']): boolean {
  if (match === 'none') return true;
  if (match === 'contact') return targets.includes('phone') || targets.includes('email');
  if (match === 'identity') return targets.includes('telegram') || targets.includes('vk');
  return targets.includes(match);
}

/** Back to the columns, after a dry run. */
export const mapAgain = (id: string): Promise<Import> => turn(id, ['checked'], { state: 'mapping' });

/** Writes the cards, as the dry run said; also goes on with one that was stopped. */
export async function runImport(id: string, now: Date): Promise<Import> {
  const { progress, state, startedAt } = await getImport(id);
  const goesOn = state === 'stopped';
  return turn(id, ['checked', 'stopped'], {
    state: 'running',
    startedAt: startedAt ?? now,
    progress: goesOn ? { ...progress, startedAt: now } : { chunk: 0, rows: 0, startedAt: now },
  });
}

/** Ends the writing after the chunk that is under way; what is written stays until it is rolled back. */
export const stopImport = (id: string, now: Date): Promise<Import> => turn(id, ['running'], { state: 'stopped', endedAt: now });

/** Takes everything back that the import wrote and nobody changed since. */
export async function takeBackImport(id: string, now: Date): Promise<Import> {
  const item = await turn(id, ['done', 'stopped'], { state: 'takingBack', progress: { chunk: 0, rows: 0, startedAt: now } });
  return item;
}
