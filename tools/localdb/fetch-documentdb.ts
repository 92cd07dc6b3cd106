import { access, chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { documentdbDir } from '../../src/db/local-cache-dir.ts';
import type { OnFetchProgress } from '../../src/db/local-progress.ts';
import { AppError } from '../../src/lib/app-error.ts';
import { prepareApt } from './apt.ts';
import { runProgram } from './run-program.ts';

/**
 * Unpacks PostgreSQL 18 and its DocumentDB extension from Debian's packages and resolves with their folder; at once when it is already there.
 * About 75 MB to download, 290 MB on disk. Nothing is installed and root is not needed. Two that fetch at the same time do not disturb each other.
 * Rejects with an AppError where this is no Debian or there is no network.
 */
export async function fetchDocumentdb(onProgress: OnFetchProgress = () => {}): Promise<string> {
  const home = documentdbDir();
  if (await exists(home)) return home;
  const { triplet, loader } = machine();
  await mkdir(path.dirname(home), { recursive: true });
  await removeAbandoned(home);

  const work = await mkdtemp(`${home}.${process.pid}-`);
  try {
    const root = path.join(work, 'root');
    await download(work, onProgress);
    await unpack(path.join(work, 'debs'), root, onProgress);
    await makeStartable(root, triplet, loader);
    await rename(root, home).catch(async error => {
      if (!(await exists(home))) throw error; // else another program was faster, and its copy is as good
    });
  } catch (error) {
    throw asAdvice(error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return home;
}

async function download(work: string, onProgress: OnFetchProgress): Promise<void> {
  onProgress({ stage: 'looking' });
  const apt = await prepareApt(path.join(work, 'apt'));
  const names = (await apt.closure('postgresql-18-documentdb')).filter(name => wanted.test(name) && !unused.test(name));
  const debs = path.join(work, 'debs');
  await mkdir(debs);
  await apt.download(names, debs, percent => onProgress({ stage: 'downloading', percent }));
}

const wanted = /^(postgresql-18|lib)/;
/** What PostGIS pulls in only for raster formats (GDAL and below). */
const unused = new RegExp(
  `^lib(${[
    'gdal perl poppler hdf netcdf armadillo arpack blas lapack superlu gfortran mariadb odbc spatialite cfitsio heif x265 aom dav1d',
    'de265 kml ogdi xerces freexl geotiff openjp jxl pam-systemd nss-systemd',
  ]
    .join(' ')
    .replaceAll(' ', '|')})`,
);

async function unpack(debs: string, root: string, onProgress: OnFetchProgress): Promise<void> {
  await mkdir(root);
  const waiting = (await readdir(debs)).filter(name => name.endsWith('.deb'));
  const total = waiting.length;
  const unpackOne = async () => {
    for (let deb = waiting.pop(); deb; deb = waiting.pop()) {
      await runProgram('dpkg-deb', ['-x', path.join(debs, deb), root]);
      onProgress({ stage: 'unpacking', percent: (100 * (total - waiting.length)) / total });
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, unpackOne));
}

/** These programs need a newer C library than an older Debian has, so they are always started through the one beside them. */
async function makeStartable(root: string, triplet: string, loader: string): Promise<void> {
  const bin = path.join(root, 'usr/lib/postgresql/18/bin');
  for (const program of ['postgres', 'initdb']) {
    await rename(path.join(bin, program), path.join(bin, `${program}.elf`));
    await writeFile(path.join(bin, program), startScript(program, triplet, loader));
    await chmod(path.join(bin, program), 0o755);
  }
  // What update-alternatives would have linked.
  const extensions = path.join(root, 'usr/share/postgresql/18/extension');
  await copyFile(path.join(extensions, 'postgis-3.control'), path.join(extensions, 'postgis.control'));
}

const startScript = (program: string, triplet: string, loader: string) => `#!/bin/sh
bin=$(cd "$(dirname "$0")" && pwd)
usr=\${bin%/lib/postgresql/18/bin}
lib=$usr/lib/${triplet}
exec "$lib/${loader}" --library-path "$lib:$usr/lib/postgresql/18/lib" --argv0 "$bin/${program}" "$bin/${program}.elf" "$@"
`;

function machine(): { triplet: string; loader: string } {
  if (process.platform === 'linux' && process.arch === 'x64')
    return { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' };
  if (process.platform === 'linux' && process.arch === 'arm64')
    return { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' };
  throw impossible(`there are no Debian packages for ${process.platform} on ${process.arch}`);
}

/** A killed program leaves its half-done folder behind; its name tells whose it was. */
async function removeAbandoned(home: string): Promise<void> {
  const prefix = `${path.basename(home)}.`;
  for (const name of await readdir(path.dirname(home))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    if (pid && !isAlive(pid)) await rm(path.join(path.dirname(home), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function asAdvice(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ENOENT')
    return impossible('this system has no apt-get and dpkg-deb (it is no Debian)', error);
  if (/NO_PUBKEY|signed-by|keyring/i.test(error.message))
    return impossible('the package debian-archive-keyring is missing', error);
  if (/resolve|connect|fetch|timed out|unreachable/i.test(error.message))
    return impossible('its package mirror cannot be reached', error);
  return error;
}

function impossible(why: string, cause?: Error): AppError {
  return new AppError(
    'localdb.cannot_fetch',
    `The local database cannot be set up: ${why}. Install MongoDB (mongod) on this machine, or put the address of a MongoDB server into MONGODB_URI.`,
    { platform: process.platform, arch: process.arch, ...(cause && { cause: cause.message }) },
    cause && { cause },
  );
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
