import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('ends with every fault of the environment in one line of the log, also where the log’s own level is one', async () => {
  const started = run(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    env: { PATH: process.env.PATH, PORT: 'many', LOG_LEVEL: 'loud', OWNER_EMAIL: 'owner@example.org' },
  });
  const { code, stdout, stderr } = await started.catch(error => error);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const [line = '', ...rest] = stdout.trim().split('\n');
  expect(rest).toEqual([]);
  for (const name of ['PORT', 'LOG_LEVEL', 'OWNER_PASSWORD']) expect(JSON.parse(line).msg).toContain(name);
});
