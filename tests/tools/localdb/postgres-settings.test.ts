import { expect, it } from 'vitest';
import { postgresSettings, sharedBuffersFor } from '../../../tools/localdb/postgres-settings.ts';

const GB = 1024 ** 3;

it.each([
  [0.5 * GB, 128],
  [2 * GB, 256],
  [24 * GB, 512],
])('of %d bytes of memory the database takes %d MB', (bytes, expected) => {
  expect(sharedBuffersFor(bytes)).toBe(expected);
});

it('a lasting database keeps what it promised, one of tests may forget', () => {
  expect(postgresSettings('/run', false)).not.toHaveProperty('fsync');
  expect(postgresSettings('/run', true)).toMatchObject({ fsync: 'off', shared_buffers: expect.stringMatching(/^\d+MB$/) });
});
