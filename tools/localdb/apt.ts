import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runProgram } from './run-program.ts';

/** The first Debian release that packages DocumentDB (for PostgreSQL 18). */
const suite = 'forky';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export interface Apt {
  /** The names of all packages that `name` needs on an empty system, itself included. */
  closure(name: string): Promise<string[]>;
  /** Downloads packages into `dir`; `onPercent` hears how much has come. */
  download(names: string[], dir: string, onPercent: (percent: number) => void): Promise<void>;
}

/** An apt of its own in `dir`: it needs no root and neither reads nor changes what the system has installed. */
export async function prepareApt(dir: string): Promise<Apt> {
  for (const folder of ['lists/partial', 'cache/archives/partial']) await mkdir(path.join(dir, folder), { recursive: true });
  await writeFile(path.join(dir, 'status'), '');
  await writeFile(path.join(dir, 'sources.list'), `deb [signed-by=${keyring}] ${await findMirror()} ${suite} main\n`);
  const settings = {
    'Dir::Etc::sourcelist': path.join(dir, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': dir,
    'Dir::State::lists': path.join(dir, 'lists'),
    'Dir::State::status': path.join(dir, 'status'),
    'Dir::Cache': path.join(dir, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Install-Recommends': '0',
    'APT::Sandbox::User': os.userInfo().username,
    'APT::Status-Fd': '3',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
  };
  const options = ['-qq', ...Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])];
  await runProgram('apt-get', [...options, 'update']);

  return {
    async closure(name) {
      const uris = await runProgram('apt-get', [...options, '-y', '--print-uris', 'install', name]);
      return [...uris.matchAll(/^'[^']*' ([^_\s]+)_/gm)].flatMap(match => match[1] ?? []);
    },
    async download(names, into, onPercent) {
      const onStatus = (line: string) => {
        const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
        if (percent) onPercent(Number(percent));
      };
      await runProgram('apt-get', [...options, 'download', ...names], { cwd: into, onStatus });
    },
  };
}

/** The Debian mirror that this system already uses. Containers come without package lists, and there the address alone tells. */
async function findMirror(): Promise<string> {
  const known = await runProgram('apt-get', [
    'indextargets',
    '--format',
    '$(REPO_URI)',
    'Created-By: Packages',
    'Origin: Debian',
  ]);
  const configured = await runProgram('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages']);
  const addresses = [...known.split('\n'), ...configured.split('\n').filter(uri => /\/debian\/?$/.test(uri))];
  const mirror = addresses.find(uri => uri && !uri.includes('security'));
  if (!mirror) throw new Error('apt has no mirror of Debian in its sources');
  return mirror;
}
