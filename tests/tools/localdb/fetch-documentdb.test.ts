import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { fetchDocumentdb } from '../../../tools/localdb/fetch-documentdb.ts';

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(path.join(os.tmpdir(), 'cache-'));
  vi.stubEnv('KARTOTEKA_CACHE', cache);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true, force: true });
});

it('says what to do where there is no apt-get, and leaves nothing half done', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(fetchDocumentdb()).rejects.toMatchObject({
    code: 'localdb.cannot_fetch',
    message: expect.stringMatching(/no Debian.*Install MongoDB.*MONGODB_URI/),
  });
  expect(await readdir(cache)).toEqual([]);
});

it('says what to do where the packages cannot be reached', async () => {
  vi.stubEnv('http_proxy', 'http://127.0.0.1:9');
  await expect(fetchDocumentdb()).rejects.toMatchObject({
    code: 'localdb.cannot_fetch',
    message: expect.stringContaining('cannot be reached'),
  });
}, 60_000);
