import { fileURLToPath } from 'node:url';
import { DryMongoBinary, MongoBinary, MongoMemoryServer } from 'mongodb-memory-server';
import type { TestProject } from 'vitest/node';
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
  const server = await MongoMemoryServer.create(await binary());
  project.provide('mongoServer', server.getUri());
  return async () => void (await server.stop());
}

const standIn = fileURLToPath(new URL('../../tools/localdb/mongod', import.meta.url));

async function binary(): Promise<NonNullable<Parameters<typeof MongoMemoryServer.create>[0]>> {
  const options = await DryMongoBinary.generateOptions();
  const found = await DryMongoBinary.locateBinary(options).catch(() => undefined);
  if (found ?? (await downloaded())) return {};
  await fetchDocumentdb(progressLine());
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false'; // it cannot be the version that would have been downloaded
  return { binary: { systemBinary: standIn, checkMD5: false }, instance: { args: ['--ephemeral'], launchTimeout: 60_000 } };
}

/** Quick to give up: in a closed network the host's name does not even resolve. */
async function downloaded(): Promise<boolean> {
  const reachable = await fetch('https://fastdl.mongodb.org/', { method: 'HEAD', signal: AbortSignal.timeout(3000) }).catch(
    () => undefined,
  );
  if (!reachable) return false;
  return MongoBinary.getPath().then(Boolean, () => false);
}

function progressLine() {
  let last = '';
  return ({ stage, percent }: { stage: string; percent?: number }) => {
    const line = `local database: ${stage}${percent === undefined ? '' : ` ${Math.floor(percent / 10) * 10}%`}`;
    if (line !== last) console.log(line);
    last = line;
  };
}
