import os from 'node:os';
import path from 'node:path';

/** Where downloaded database servers are kept for all programs of this user: `KARTOTEKA_CACHE`, else the system's cache folder. */
function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  if (env.KARTOTEKA_CACHE) return path.resolve(env.KARTOTEKA_CACHE);
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'kartoteka');
}

/** The folder that DocumentDB is unpacked into. It exists only when it is complete. */
export const documentdbDir = (env?: NodeJS.ProcessEnv): string => path.join(cacheDir(env), 'documentdb');

/** The folder of MongoDB's own binaries. */
export const mongodDir = (env?: NodeJS.ProcessEnv): string => path.join(cacheDir(env), 'mongod');
