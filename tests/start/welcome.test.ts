import { pino } from 'pino';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { welcome } from '../../src/welcome.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

it.each([
  ['info', 2],
  ['warn', 1],
  ['fatal', 1],
  ['silent', 0],
])('the code for the first account is told where the log begins at %s', async (level, count) => {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line: string) => lines.push(line) });
  await welcome({ url: 'http://localhost:3000', clock: systemClock, log });
  expect(lines).toHaveLength(count);
  if (count > 0) expect(lines[0]).toMatch(/\/setup with the one-time code [a-z0-9]{12}"/);
});
