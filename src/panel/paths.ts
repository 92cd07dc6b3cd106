import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The program's folder: where package.json lies, both for the sources and for what is compiled into dist. */
export const packageRoot = findRoot(import.meta.dirname);

export const viewsFolder = join(packageRoot, 'views');
export const assetsFolder = join(viewsFolder, 'assets');

const require = createRequire(import.meta.url);

/** The path of a file inside an installed package. */
export function packageFile(name: string, file: string): string {
  const paths = require.resolve.paths(name) ?? [];
  const folder = paths.map(path => join(path, name)).find(path => existsSync(path));
  if (!folder) throw new Error(`Package ${name} is not installed. Run npm install.`);
  return join(folder, file);
}

function findRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'views'))) return folder;
  }
  throw new Error(`No folder above ${from} has the panel's views.`);
}
