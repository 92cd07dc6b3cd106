import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { packageRoot } from '../lib/package-root.ts';

/** A script of many modules as one file for the browser. */
export interface Bundle {
  /** Changes with our own modules and with the packages they use; known without bundling. */
  version: string;
  /** Made at the first call, which takes a quarter of a second beside the event loop, and kept. */
  content(): Promise<Buffer>;
}

/** Once a process: the bundler is stopped when it is done, which must not meet another one at work. */
const made = new Map<string, Promise<Buffer>>();

/** Bundles a folder whose `main.js` imports packages: so the panel needs neither a build step nor the internet. */
export function bundleScript(folder: string): Bundle {
  return {
    version: versionOf(folder),
    content() {
      const bundling = made.get(folder) ?? bundle(join(folder, 'main.js'));
      made.set(folder, bundling);
      // The next visitor tries again.
      bundling.catch(() => made.delete(folder));
      return bundling;
    },
  };
}

async function bundle(entry: string): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'silent',
  });
  // The bundler is a process of its own, wanted once.
  await stop();
  return Buffer.from(outputFiles[0]?.contents ?? []);
}

function versionOf(folder: string): string {
  const hash = createHash('sha256').update(readFileSync(join(packageRoot, 'package.json')));
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 10);
}
