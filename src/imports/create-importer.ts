import { isTransient } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { signal } from '../signals/index.ts';
import { checkChunk } from './check-chunk.ts';
import { type Import, type ImportPhase, type RowReport, workOf } from './import.ts';
import { type ImportDefaults, loadRowContext } from './load-row-context.ts';
import { readFileOf } from './read-file.ts';
import { type RowContext, readRow } from './rows/read-row.ts';
import { runChunk } from './run-chunk.ts';
import { defaultWishes } from './start-import.ts';
import { type ImportDocument, imports, toImport } from './store/import-model.ts';
import { chunkOf, keepReport, reportOf } from './store/import-store.ts';
import { takeBackChunk } from './take-back-chunk.ts';

/** Works on imports, one at a time in each process. */
export interface Importer {
  /** Looks for imports that wait for the program, and answers at once; the work goes on beside. */
  wake(): void;
  /** Resolves when nothing is left to do here. */
  idle(): Promise<void>;
  /** Ends after the chunk that is under way; another process, or the next start, goes on behind it. */
  stop(): Promise<void>;
}

/** Whoever has not told of a chunk for so long is taken for dead. */
const leaseMs = 30_000;
/** So many stumbles in a row end an import. */
const mostStumbles = 5;
const working = Object.keys(workOf) as (keyof typeof workOf)[];

class Interrupted extends Error {}

export function createImporter(options: { owner: string; defaults: ImportDefaults; clock: Clock; log: Logger }): Importer {
  const { owner, defaults, clock, log } = options;
  let under: Promise<void> | undefined;
  let wanted = false;
  let stopping = false;

  async function workAll(): Promise<void> {
    do {
      wanted = false;
      for (let item = await claim(); item && !stopping; item = await claim()) if (!(await workOn(item))) break;
    } while (wanted && !stopping);
  }

  async function claim(): Promise<Import | undefined> {
    const now = clock.now();
    const waiting = await imports
      .find({ state: { $in: working } })
      .sort({ _id: 1 })
      .limit(20)
      .toArray();
    for (const { _id } of waiting) {
      const taken = await imports.findOneAndUpdate(
        {
          _id,
          state: { $in: working },
          $or: [{ lease: { $exists: false } }, { 'lease.owner': owner }, { 'lease.until': { $lte: now } }],
        },
        { $set: { lease: leaseFrom(now) } },
        { returnDocument: 'after' },
      );
      if (taken) return toImport(taken);
    }
    return undefined;
  }

  /** Whether to look for more at once; what stumbled waits for the next tick. */
  async function workOn(item: Import): Promise<boolean> {
    const phase = workOf[item.state];
    try {
      if (phase === 'read') await read(item);
      else if (phase) await workChunks(item, phase);
      return true;
    } catch (error) {
      if (error instanceof Interrupted) return true;
      return await stumble(item, error);
    }
  }

  async function read(item: Import): Promise<void> {
    const { wishes, ...known } = item;
    const found = await readFileOf(known, {
      ...(item.headings.length > 0 && { hasHeading: item.hasHeading }),
      onProgress: rows => renew(item, { 'progress.rows': rows }),
    });
    const { targets, ...rest } = found;
    await settle(item, {
      ...rest,
      state: 'mapping',
      wishes: { ...defaultWishes(targets), match: matchFor(targets, wishes.match) },
    });
  }

  async function workChunks(item: Import, phase: Exclude<ImportPhase, 'read'>): Promise<void> {
    const context = await loadRowContext(item, defaults);
    const seen = new Map<string, number>();
    let from = item.progress.chunk;
    if (phase === 'check' && from > 0) {
      // What the rows before would make is known to the process alone that looked at them.
      from = 0;
      await renew(item, { progress: { ...item.progress, chunk: 0, rows: 0 }, 'counts.check': {} });
    }
    for (let chunk = from; chunk < item.chunks; chunk++) {
      if (stopping) throw new Interrupted();
      const { place, rows, reports } = await workChunk(item, phase, { chunk, context, seen, again: chunk === from });
      await keepReport(item.id, phase, place, reports);
      await renew(item, { 'progress.chunk': chunk + 1 }, { 'progress.rows': rows, ...countsOf(phase, reports) });
    }
    await settle(item, { state: after[phase], endedAt: clock.now() });
    if (phase !== 'check') signal({ topic: 'contacts' });
  }

  async function workChunk(
    item: Import,
    phase: Exclude<ImportPhase, 'read'>,
    { chunk, context, seen, again }: { chunk: number; context: RowContext; seen: Map<string, number>; again: boolean },
  ) {
    // The rollback begins with what was written last.
    const place = phase === 'back' ? item.chunks - 1 - chunk : chunk;
    const rows = await chunkOf(item.id, place);
    const now = clock.now();
    if (phase === 'check') return { place, rows: rows.length, reports: await checkChunk(item, rows, { context, seen }) };
    if (phase === 'run') return { place, rows: rows.length, reports: await runChunk(item, rows, { context, now, again }) };
    const valuesOf = (row: number) => {
      const found = rows.find(({ number }) => number === row);
      return found && readRow(found, context).values;
    };
    const done = await reportOf(item.id, 'run', place);
    return { place, rows: rows.length, reports: await takeBackChunk(item, done, { now, valuesOf }) };
  }

  /** Says how far we are and keeps the lease; ends the work where a person stopped it or another process took it. */
  async function renew(item: Import, set: Record<string, unknown>, inc: Record<string, number> = {}): Promise<void> {
    const found = await imports.findOneAndUpdate(
      // Whoever stopped it meanwhile sees what was written all the same.
      { _id: item.id, state: { $in: [item.state, 'stopped'] }, 'lease.owner': owner },
      {
        $set: { ...set, lease: leaseFrom(clock.now()) },
        $unset: { stumbles: '' },
        ...(Object.keys(inc).length > 0 && { $inc: inc }),
      },
      { projection: { state: 1 } },
    );
    if (found?.state !== item.state) throw new Interrupted();
  }

  async function settle(item: Import, change: Partial<ImportDocument>): Promise<void> {
    await imports.updateOne(
      { _id: item.id, state: item.state, 'lease.owner': owner },
      { $set: change, $unset: { lease: '', stumbles: '' } },
    );
  }

  async function stumble(item: Import, error: unknown): Promise<boolean> {
    const phase = workOf[item.state];
    if (error instanceof AppError && phase === 'read') {
      await settle(item, { state: 'unreadable', problem: { code: error.code, facts: error.facts } });
      return true;
    }
    log.error({ err: error, import: item.id }, 'an import stumbled; the next tick goes on');
    if (isTransient(error)) return false;
    const found = await imports.findOneAndUpdate({ _id: item.id }, { $inc: { stumbles: 1 } }, { returnDocument: 'after' });
    if ((found?.stumbles ?? 0) < mostStumbles) return false;
    const state = { read: 'unreadable', check: 'mapping', run: 'stopped', back: 'done' }[phase ?? 'run'] as Import['state'];
    await settle(item, { state, problem: { code: 'imports.broken', facts: {} } });
    return true;
  }

  const leaseFrom = (now: Date) => ({ owner, until: new Date(now.getTime() + leaseMs) });

  return {
    wake() {
      wanted = true;
      if (under || stopping) return;
      under = workAll()
        .catch(error => log.warn({ err: error }, 'imports could not be looked after; the next tick tries again'))
        .finally(() => {
          under = undefined;
        });
    },
    async idle() {
      while (under !== undefined) await under;
    },
    async stop() {
      stopping = true;
      await under;
    },
  };
}

const after = { check: 'checked', run: 'done', back: 'takenBack' } as const;

function countsOf(phase: ImportPhase, reports: (RowReport & { order?: true })[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string) => {
    const key = `counts.${phase}.${name}`;
    counts[key] = (counts[key] ?? 0) + 1;
  };
  for (const { result, duplicate, order } of reports) {
    add(result);
    if (duplicate) add('duplicates');
    if (order) add('orders');
  }
  return counts;
}

function matchFor(targets: string[], wished: Import['wishes']['match']): Import['wishes']['match'] {
  if (targets.includes('cardId')) return 'cardId';
  if (targets.includes('phone') || targets.includes('email')) return 'contact';
  if (targets.includes('externalId')) return 'externalId';
  return targets.includes('telegram') || targets.includes('vk') ? 'identity' : wished;
}
