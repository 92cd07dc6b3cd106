import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { CheckpointName } from '../../src/lib/checkpoint.ts';
import { packageRoot } from '../../src/lib/package-root.ts';
import { withOneClassLiterals } from '../../tools/build/one-class-literals.ts';

/** The program in a process of its own, to be killed. */
export interface ChildProgram {
  readonly process: ChildProcess;
  readonly url: string;
  /** Resolves when it is gone, at once if it is gone already; the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  /** As `kill -9`, and it is gone. */
  kill(): Promise<void>;
}

/**
 * Starts the program with these settings only; resolves when it listens, and rejects when it dies before that. `crash` lets it kill itself when it
 * comes to a point for the so-manieth time, which may be before it listens.
 */
export async function startChildProgram(
  env: Record<string, string>,
  crash?: { at: CheckpointName; on: number },
): Promise<ChildProgram> {
  compiled ??= compile();
  const child = fork(await compiled, {
    execArgv: [],
    env: { PATH: process.env.PATH ?? '', ...env, ...(crash && { CRASH_AT: crash.at, CRASH_ON: String(crash.on) }) },
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  const url = await Promise.race([once(child, 'message').then(([told]) => String(told)), ended.then(() => '')]);
  if (url === '' && !crash) throw new Error('The program died before it listened');
  return {
    process: child,
    url,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

let compiled: Promise<string> | undefined;

/** One file of the whole program, made once a process: reading two hundred sources anew took each start longer than all the rest. */
async function compile(): Promise<string> {
  const folder = join(packageRoot, '.cache', 'tests');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'crashing-program.mjs');
  const own = join(folder, `crashing-program-${process.pid}.mjs`);
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'tests/support/crashing-program.ts')],
    write: false,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  await writeFile(own, withOneClassLiterals(outputFiles[0]?.text ?? ''));
  await rename(own, file);
  return file;
}
