import { fileURLToPath } from 'node:url';
import { MongoMemoryServer } from 'mongodb-memory-server';
import type { TestProject } from 'vitest/node';
import { downloadMongod, findDownloadedMongod, findInstalledMongod } from '../../src/db/local-mongod.ts';
import type { OnFetchProgress } from '../../src/db/local-progress.ts';
import { fetchDocumentdb } from '../../tools/localdb/fetch-documentdb.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server that the whole run shares; a test file takes a database of its own on it (`useDatabase`). */
    mongoServer: string;
  }
}

/** One database server for the whole run: `TEST_MONGODB_URI`, else MongoDB's own binary where it is or can be had, else DocumentDB. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_MONGODB_URI;
  if (given) {
    project.provide('mongoServer', given);
    return async () => {};
  }
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false'; // any version that is there will do
  const server = await MongoMemoryServer.create(await options());
  project.provide('mongoServer', server.getUri());
  return async () => void (await server.stop());
}

const standIn = fileURLToPath(new URL('../../tools/localdb/mongod', import.meta.url));

async function options(): Promise<NonNullable<Parameters<typeof MongoMemoryServer.create>[0]>> {
  const show = progressLine();
  const real = (await findInstalledMongod()) ?? (await findDownloadedMongod()) ?? (await downloadMongod(show));
  if (real) return { binary: { systemBinary: real } };
  await fetchDocumentdb(show);
  return { binary: { systemBinary: standIn }, instance: { args: ['--ephemeral'], launchTimeout: 60_000 } };
}

/** A line for every tenth part. */
function progressLine(): OnFetchProgress {
  let last = '';
  return ({ stage, percent }) => {
    const line = `local database: ${stage}${percent === undefined ? '' : ` ${Math.floor(percent / 10) * 10}%`}`;
    if (line !== last) console.log(line);
    last = line;
  };
}
