/** A program that kills itself, as `kill -9` would, when it comes to the point CRASH_AT for the CRASH_ON-th time. */
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.ts';
import { start } from '../../src/start.ts';

const { CRASH_AT, CRASH_ON = '1', ...env } = process.env;
let seen = 0;

const program = await start({
  config: readConfig(env),
  log: pino({ level: env.LOG_LEVEL ?? 'silent' }, pino.destination(2)),
  checkpoint: point => {
    if (point !== CRASH_AT) return;
    seen += 1;
    if (seen === Number(CRASH_ON)) process.kill(process.pid, 'SIGKILL');
  },
});
process.send?.(program.url);
