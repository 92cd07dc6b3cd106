import { createHash } from 'node:crypto';
import { z } from 'zod';
import { loadSetting, saveSetting } from '../../db/index.ts';
import type { Settings } from './read-sources.ts';

/** Raised whenever the same sources would give other traits: then all of them are made anew. */
const traitsVersion = 2;

const setting = 'segments.traits';
const progressSchema = z.object({
  /** How traits were made: of this version of the program, by these settings. */
  version: z.string(),
  /** All contacts up to this id have been gone over for `version`. */
  after: z.string(),
  isWhole: z.boolean(),
  /** Up to which time each feed is read. */
  marks: z.record(z.string(), z.coerce.date()),
  /** Cards in a merge that was not over when it was looked at last. */
  merging: z.array(z.string()).default([]),
});
export type Progress = z.infer<typeof progressSchema>;

/** What the traits of all contacts depend on besides the contacts: types of fields, kinds of stages. */
export function versionOf({ fields, stages }: Settings): string {
  const said = JSON.stringify([[...fields].sort(), [...stages].sort()]);
  return `${traitsVersion}:${createHash('sha256').update(said).digest('hex').slice(0, 16)}`;
}

/** Where the tick stands; nothing before the first one. */
export async function loadProgress(): Promise<Progress | undefined> {
  const kept = await loadSetting(setting);
  const read = progressSchema.safeParse(JSON.parse(kept ?? 'null'));
  return read.success ? read.data : undefined;
}

export const saveProgress = (progress: Progress): Promise<void> => saveSetting(setting, JSON.stringify(progress));

/** Whether every contact has its traits; until then, after the first start, audiences are smaller than they will be. */
export async function traitsAreWhole(): Promise<boolean> {
  return (await loadProgress())?.isWhole ?? false;
}
