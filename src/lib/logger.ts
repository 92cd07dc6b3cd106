import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Anything that looks like a secret never reaches a line of the log, wherever it stands in the object. */
const secrets = ['token', 'secret', 'password', 'access_token', 'authorization', 'cookie'].flatMap(name => [name, `*.${name}`]);

/** JSON lines for a collector; lines for people where a person is looking (a terminal). */
export function createLogger(level: string, pretty = process.stdout.isTTY): Logger {
  return pino({
    level,
    redact: { paths: secrets, censor: '•••' },
    ...(pretty && { transport: { target: 'pino-pretty', options: { translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname' } } }),
  });
}
