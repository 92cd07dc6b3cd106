import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mongodDir } from './local-cache-dir.ts';
import type { OnFetchProgress } from './local-progress.ts';

const probeLimitMs = 5_000;
const downloadLimitMs = 10 * 60_000;
const downloadHost = () => process.env.MONGOMS_DOWNLOAD_MIRROR ?? 'https://fastdl.mongodb.org';

/** The mongod of this machine, when there is one that runs. */
export async function findInstalledMongod(): Promise<string | undefined> {
  const { output } = await run('mongod', ['--version'], probeLimitMs);
  return output.includes('db version') ? 'mongod' : undefined;
}

/** The mongod that was downloaded earlier, when this machine can run it. */
export async function findDownloadedMongod(): Promise<string | undefined> {
  // Loaded when first needed: it takes twelve megabytes.
  const { DryMongoBinary } = await import('mongodb-memory-server');
  const options = await DryMongoBinary.generateOptions({ downloadDir: mongodDir() });
  const found = await DryMongoBinary.locateBinary(options).catch(() => undefined);
  if (!found) return undefined;
  const { output } = await run(found, ['--version'], probeLimitMs);
  return output.includes('db version') ? found : undefined; // MongoDB 5 and later need a processor with AVX
}

/** Downloads MongoDB's own binary. Resolves with nothing, and soon, where its host is out of reach or has none for this system. */
export async function downloadMongod(onProgress: OnFetchProgress): Promise<string | undefined> {
  onProgress({ stage: 'looking' });
  const reachable = await fetch(downloadHost(), { method: 'HEAD', signal: AbortSignal.timeout(probeLimitMs) }).then(
    () => true,
    () => false,
  );
  if (!reachable) return undefined;
  // A process of its own: the library prints its progress, and only so can it be given a time limit.
  const library = pathToFileURL(createRequire(import.meta.url).resolve('mongodb-memory-server')).href;
  const script = `import('${library}').then(({ MongoBinary }) => MongoBinary.getPath({ downloadDir: process.argv[1] }))`;
  await run(process.execPath, ['-e', script, mongodDir()], downloadLimitMs, line => {
    const percent = /Downloading MongoDB .*: ([\d.]+)%/.exec(line)?.[1];
    if (percent) onProgress({ stage: 'downloading', percent: Number(percent) });
  });
  return findDownloadedMongod();
}

/** What a program printed, whatever became of it: not being there or running too long is told by printing nothing useful. */
function run(
  program: string,
  args: string[],
  limitMs: number,
  onLine: (line: string) => void = () => {},
): Promise<{ output: string }> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: limitMs,
      cwd: path.parse(process.cwd()).root,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
      for (const line of chunk.toString().split(/[\r\n]+/)) onLine(line);
    });
    child.once('error', () => resolve({ output: '' }));
    child.once('close', () => resolve({ output }));
  });
}
