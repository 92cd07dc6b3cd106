import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Makes a child die with this process, even when this one is killed with -9: a shell holds the other end of a pipe and, when the pipe breaks,
 * asks the child to stop. (Windows has no such shell; there the child outlives a kill.)
 */
export function leash(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const holder = spawn('/bin/sh', ['-c', 'read -r _; kill -TERM "$0"', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C reaches the whole group of a terminal; the database is closed last
  });
  holder.unref();
  holder.on('error', () => {});
  child.once('exit', () => holder.kill('SIGKILL')); // first of all: the number may soon be another's
}
