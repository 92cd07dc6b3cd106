import { join } from 'node:path';
import { packageRoot } from '../../src/lib/package-root.ts';

/** A file under `views/`. */
export const views = (file: string): string => join(packageRoot, 'views', file);
