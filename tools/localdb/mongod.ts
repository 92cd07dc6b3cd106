/**
 * Stands in for mongod where MongoDB's own binary cannot be had: takes mongod's flags, serves DocumentDB on PostgreSQL and writes lines like mongod's log.
 * mongodb-memory-server can run it as its system binary, through the script `mongod` beside it.
 */
import path from 'node:path';
import type { OnFetchProgress } from '../../src/db/local-progress.ts';
import { fetchDocumentdb } from './fetch-documentdb.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { type Flags, readFlags } from './read-flags.ts';
import { serverVersion } from './replies.ts';
import { type Postgres, startPostgres } from './start-postgres.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

try {
  const flags = readFlags(process.argv.slice(2));
  if (flags.version) console.log(`db version v${serverVersion}\nBuild Info: DocumentDB on PostgreSQL 18`);
  else await serve(flags);
} catch (error) {
  say('E', 'CONTROL', error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function serve(flags: Flags): Promise<void> {
  const home = await fetchDocumentdb(tellProgress());
  const postgres = await startPostgres(home, path.join(path.resolve(flags.dbpath), 'pg'), flags.ephemeral);
  const gateway = await startGateway({ port: flags.port, host: flags.host, postgres: postgres.socketDir }).catch(async error => {
    await postgres.stop();
    throw error;
  });
  stopOnSignal(gateway, postgres);
  say('I', 'NETWORK', 'Waiting for connections', { port: gateway.port });
}

function stopOnSignal(gateway: Gateway, postgres: Postgres): void {
  let stopping = false;
  const stop = async (why: string, exitCode: number) => {
    if (stopping) return;
    stopping = true;
    say(exitCode ? 'E' : 'I', 'CONTROL', why);
    await gateway.stop();
    await postgres.stop();
    process.exit(exitCode);
  };
  for (const signal of stopSignals) process.on(signal, () => void stop(`Stopping on ${signal}`, 0));
  void postgres.ended.then(() => stop(`PostgreSQL ended: ${postgres.complaints()}`, 1));
}

/** A line for each percent, not for each packet. */
function tellProgress(): OnFetchProgress {
  let last = '';
  return ({ stage, percent }) => {
    const attr = { stage, ...(percent !== undefined && { percent: Math.floor(percent) }) };
    if (JSON.stringify(attr) === last) return;
    last = JSON.stringify(attr);
    say('I', 'DOWNLOAD', 'Fetching the database', attr);
  };
}

function say(severity: 'I' | 'E', component: string, msg: string, attr?: Record<string, unknown>): void {
  console.log(JSON.stringify({ s: severity, c: component, msg, ...(attr && { attr }) }));
}
