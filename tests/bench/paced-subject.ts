/** The program as the measurement of sending starts it: with the messengers' own paces. */
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.ts';
import { start } from '../../src/start.ts';

const config = readConfig(process.env);
await start({ config, log: pino({ level: config.LOG_LEVEL }, pino.destination(2)) });
process.send?.('ready');
