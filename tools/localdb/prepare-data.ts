import { access, chown, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { asRoot, binDir, launchPostgres, nobody, privileges } from './launch-postgres.ts';
import { runProgram } from './run-program.ts';

/**
 * Makes `dataDir` a folder that PostgreSQL with DocumentDB can be started over, if it is none yet. Setting one up takes seconds,
 * so it is done once, beside the programs, and copied from there. A folder that is half done is never taken for a whole one.
 */
export async function prepareData(home: string, dataDir: string, ephemeral: boolean): Promise<void> {
  if (await exists(path.join(dataDir, 'PG_VERSION'))) return;
  const template = await prepareTemplate(home);
  const half = `${dataDir}.half`;
  await rm(half, { recursive: true, force: true });
  await mkdir(path.dirname(dataDir), { recursive: true });
  await runProgram('cp', ['-a', template, half]);
  if (!ephemeral)
    await runProgram('setpriv', [...privileges, path.join(binDir(home), 'initdb'), '--sync-only', '-D', half], { cwd: '/' });
  await rename(half, dataDir); // refuses a folder that is not empty
}

async function prepareTemplate(home: string): Promise<string> {
  const template = path.join(home, 'template');
  if (await exists(template)) return template;
  const work = await mkdtemp(path.join(home, 'template-'));
  try {
    const data = path.join(work, 'pg');
    await mkdir(data, { mode: 0o700 });
    if (asRoot) await chown(data, nobody, nobody);
    const options = ['-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'];
    await runProgram('setpriv', [...privileges, path.join(binDir(home), 'initdb'), '-D', data, ...options], { cwd: '/' });
    await addDocumentdb(home, data);
    await rename(data, template).catch(async error => {
      if (!(await exists(template))) throw error; // else another program was faster, and its template is as good
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return template;
}

async function addDocumentdb(home: string, data: string): Promise<void> {
  const postgres = await launchPostgres(home, data, true);
  const client = new pg.Client({ host: postgres.socketDir, user: 'postgres', database: 'postgres' });
  try {
    await client.connect();
    await client.query('CREATE EXTENSION documentdb CASCADE');
    // They look every two seconds for indexes to build in the background; the gateway builds them at once.
    await client.query("SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE 'documentdb_index_build_task%'");
  } finally {
    await client.end();
    await postgres.stop();
  }
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
