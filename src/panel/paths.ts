import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root.ts';

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
