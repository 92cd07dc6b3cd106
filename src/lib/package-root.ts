import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of package.json: views and assets lie beside it, whether the program runs from its sources or from dist. */
export const packageRoot = findUp(import.meta.dirname);

function findUp(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findUp(dirname(folder));
}
