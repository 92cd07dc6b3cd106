import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../src/config/index.ts';
import { type CompiledFlow, checkLibrary, parseFlow } from '../src/flow/index.ts';
import { readFlowFiles } from '../src/flows/index.ts';

const pages = [
  'README.md',
  'README.ru.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'flows/README.md',
  ...(await readdir('docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`),
];
const versions = z.record(z.string(), z.string());
const manifest = z
  .object({ scripts: versions, dependencies: versions, devDependencies: versions })
  .parse(JSON.parse(read('package.json')));
const packages = { ...manifest.dependencies, ...manifest.devDependencies };

describe('docs/dependencies.md', () => {
  const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|.*?\|([^|\n]*)\|$/gm)].map(
    ([, name = '', held = '']) => ({
      name,
      held: held.trim(),
    }),
  );

  it('has one row for each package, and none for what is gone', () => {
    expect(rows.map(({ name }) => name)).toEqual([
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
    ]);
  });

  it.each(rows.filter(({ held }) => held !== ''))('tells at which version $name is held', ({ name, held }) => {
    const [version = ''] = held.split(',');
    expect(`${packages[name]}.`.startsWith(`${version}.`), packages[name]).toBe(true);
  });
});

it('.env.example names exactly the variables that the program reads', () => {
  const named = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const asked = new Set<string | symbol>();
  readConfig(new Proxy({}, { get: (_, name) => void asked.add(name) }));
  expect(named).toEqual([...asked]);
});

describe.each(pages)('%s', page => {
  const text = read(page);

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run (?:--\S+ )?([\w:-]+)|(start|test))\b/g)].map(
      ([, run, short]) => run ?? short ?? '',
    );
    expect(named.filter(name => !(name in manifest.scripts))).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter(link => !/^(https?|mailto):/.test(link));
    expect(links.filter(link => !leadsSomewhere(page, link))).toEqual([]);
  });

  it('names only files of the program that are there', () => {
    const named = [...text.matchAll(/`((?:src|bots|tools|tests|views|flows|docs)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(named.filter(path => !existsSync(path))).toEqual([]);
  });
});

it('the two READMEs have the same sections', () => {
  const outline = (page: string) => headings(page).map(heading => heading.replace(/[^#].*/, ''));
  expect(outline('README.ru.md')).toEqual(outline('README.md'));
});

it.each(['README.md', 'README.ru.md'])('the flow in %s is right, alone and beside the ones that are there', async page => {
  const [, yaml = ''] = /```yaml flow\n([\s\S]*?)```/.exec(read(page)) ?? [];
  const { files, consents } = await readFlowFiles('flows');
  const parsed = parseFlow(yaml, { file: page, consents });
  expect(parsed.ok ? parsed.warnings : parsed.problems).toEqual([]);
  const others = files.map(({ file, yaml }) => parseFlow(yaml, { file, consents }));
  const flows = [parsed, ...others].flatMap((each): CompiledFlow[] => (each.ok ? [each.flow] : []));
  expect(checkLibrary(flows)).toEqual([]);
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return false;
  return heading === undefined || headings(target).map(anchorOf).includes(heading);
}

/** The lines of a page that are headings, examples left out. */
function headings(page: string): string[] {
  return read(page)
    .replace(/^```[\s\S]*?^```/gm, '')
    .split('\n')
    .filter(line => /^#{2,} /.test(line));
}

/** GitHub's: lower case, signs dropped, spaces as hyphens. */
function anchorOf(heading: string): string {
  return heading
    .replace(/^#+ /, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
