import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import type { Logger } from '../lib/logger.ts';
import { jobsCollection } from './job-states.ts';

export interface JobDefinition {
  name: string;
  /** As agenda reads it: `5 seconds`, or a cron line. */
  every: string;
  /** Does the same when it is done twice. */
  run(): Promise<unknown>;
}

export interface Jobs {
  start(): Promise<void>;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

const readyMs = 15_000;
const drainMs = 10_000;
/** A tick that takes longer than this is taken for dead and begun again elsewhere. */
const lockMs = 60_000;

/** Agenda as the program's clock: a few ticks, each of which runs in one process at a time. The truth lies in our own collections. */
export function createJobs(definitions: JobDefinition[], { name, log }: { name: string; log: Logger }): Jobs {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('jobs.no_database', 'Connect to the database before the jobs are made.');
  // The types of the backend name another copy of the driver's Db.
  const backend = new MongoBackend({ mongo: db, collection: jobsCollection });
  const agenda = new Agenda({ backend, name, processEvery: '5 seconds', defaultLockLifetime: lockMs });
  agenda.on('error', error => log.error({ err: error }, 'the clock of jobs stumbled'));
  agenda.on('fail', (error, job) => log.error({ err: error, job: job.attrs.name }, 'a job failed; its next tick tries again'));
  for (const { name: job, run } of definitions) {
    // biome-ignore lint/nursery/noMisusedPromises: the other overload takes a callback; this one waits for the promise.
    agenda.define(job, async _job => void (await run()), { concurrency: 1, lockLimit: 1, lockLifetime: lockMs });
  }

  return {
    async start() {
      await withTimeout(agenda.ready, readyMs);
      await agenda.start();
      for (const { name: job, every } of definitions) await agenda.every(every, job);
    },
    async stop() {
      await agenda.drain(drainMs);
    },
  };
}

async function withTimeout(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError('jobs.not_ready', 'The jobs could not be set up: the database does not answer.')),
      ms,
    );
  });
  await Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
