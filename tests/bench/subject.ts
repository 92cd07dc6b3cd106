/** The program as the benchmark starts it: without the messengers' paces, so that what is measured is ours. */
import { pino } from 'pino';
import { readConfig } from '../../src/config/index.ts';
import { start } from '../../src/start.ts';

const config = readConfig(process.env);
const unlimited = { perSecond: Number.POSITIVE_INFINITY, chatBurst: Number.POSITIVE_INFINITY };
await start({ config, log: pino({ level: config.LOG_LEVEL }, pino.destination(2)), pace: () => unlimited });
process.send?.('ready');
