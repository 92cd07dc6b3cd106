import { spawn } from 'node:child_process';

export interface RunOptions {
  cwd?: string;
  /** Lines that the program writes to its file descriptor 3 while it works. */
  onStatus?: (line: string) => void;
}

/** Runs a program to its end and resolves with what it printed. Rejects with its last words when it fails or is not there (`code: 'ENOENT'`). */
export function runProgram(program: string, args: string[], { cwd, onStatus }: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd && { cwd }),
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    let complaints = '';
    child.stdio[1]?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdio[2]?.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2000)));
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) onStatus?.(line);
    });
    child.once('error', reject);
    child.once('close', code => {
      if (code === 0) return resolve(output);
      reject(new Error(`${program} ended with ${code}: ${complaints.trim() || output.trim().slice(-2000)}`));
    });
  });
}
