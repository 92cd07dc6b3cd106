/** The whole program on stand-ins, with invented customers who keep writing: `npm run demo`, `npm run demo -- --fresh`. */
import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lockDataDir } from '../../src/db/local-lock.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { packageRoot } from '../../src/lib/package-root.ts';
import { languageOf, t } from '../../src/texts/index.ts';
import { seededContacts } from './seed/seed-demo.ts';
import { type Demo, startDemo } from './start-demo.ts';
import { welcome } from './welcome.ts';

const language = languageOf(Intl.DateTimeFormat().resolvedOptions().locale);
const { values: flags } = parseArgs({ options: { fresh: { type: 'boolean', default: false } } });
const dataDir = resolve(packageRoot, 'data/demo');
await main();

async function main() {
  try {
    if (flags.fresh) await empty(dataDir);
    const log = createLogger(process.env.LOG_LEVEL || 'warn');
    const demo = await startDemo({
      dataDir,
      log,
      port: Number(process.env.PORT || 3000),
      onSeeding: () => console.log(`\n  ${t(language, 'demo:fresh', { count: seededContacts })}`),
    });
    console.log(welcome(demo, language));
    stopOnSignal(demo);
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  }
}

/** AppError `db.in_use` while a demo runs over this very folder. */
async function empty(folder: string) {
  await mkdir(folder, { recursive: true });
  const unlock = await lockDataDir(folder);
  await unlock();
  await rm(folder, { recursive: true, force: true });
}

function stopOnSignal(demo: Demo) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      console.log(`\n  ${t(language, 'demo:stopping')}`);
      demo.stop().then(
        () => process.exit(0),
        error => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
}
