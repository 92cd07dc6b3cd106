import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../tools/localdb/mongod.ts', import.meta.url));

export interface Mongod {
  child: ChildProcess;
  uri: string;
}

/** Starts the stand-in on a port of the system's choice and resolves when it takes connections; rejects with what it says when it ends before. */
export async function startMongod(...flags: string[]): Promise<Mongod> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const line of createInterface(child.stdout)) {
    said = line;
    if (!line.includes('Waiting for connections')) continue;
    child.stdout.resume();
    const { port } = JSON.parse(line).attr;
    return { child, uri: `mongodb://127.0.0.1:${port}/localdb` };
  }
  throw new Error(said);
}

export async function stopMongod({ child }: Mongod, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

/** Whether any process has `folder` in its command line. */
export async function isOpen(folder: string): Promise<boolean> {
  const numbers = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const commands = await Promise.all(numbers.map(pid => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return commands.some(command => command.includes(folder));
}
