import { existsSync } from 'node:fs';
import { readConfig, readLogLevel } from './config/index.ts';
import { AppError } from './lib/app-error.ts';
import { createLogger, type Logger } from './lib/logger.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
await main();

async function main() {
  const log = createLogger(readLogLevel(process.env));
  process.on('unhandledRejection', error =>
    log.error({ err: error }, 'something failed that nobody was waiting for: please report this'),
  );
  try {
    const config = readConfig(process.env);
    // Loaded only now: what is wrong with the settings is told at once.
    const { start } = await import('./start.ts');
    const program = await start({ config, log });
    stopOnSignal(program.stop, log);
  } catch (error) {
    // What the program says of itself is meant for people; anything else is told with its stack.
    if (error instanceof AppError) log.fatal(error.message);
    else log.fatal({ err: error }, 'Kartoteka could not start');
    process.exitCode = 1;
    setTimeout(() => process.exit(), 1000).unref();
  }
}

function stopOnSignal(stop: () => Promise<void>, log: Logger) {
  let asked = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(1);
      asked = true;
      log.info('Stopping; what is under way is finished first. Once more to stop at once.');
      stop().then(
        () => process.exit(0),
        error => {
          log.error({ err: error }, 'stopping was not clean');
          process.exit(1);
        },
      );
    });
  }
}
