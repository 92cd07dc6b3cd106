import { existsSync } from 'node:fs';
import path from 'node:path';

/** A file under `views/`, found from the source as well as from what the compiler made of it in `dist/`. */
export function views(file: string): string {
  return path.join(projectRoot(import.meta.dirname), 'views', file);
}

function projectRoot(folder: string): string {
  if (existsSync(path.join(folder, 'package.json')) || path.dirname(folder) === folder) return folder;
  return projectRoot(path.dirname(folder));
}
