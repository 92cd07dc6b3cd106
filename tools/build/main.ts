/** The last step of `npm run build`, over what the compiler has written. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withOneClassLiterals } from './one-class-literals.ts';

const folder = 'dist';
for (const file of await readdir(folder, { recursive: true })) {
  if (!file.endsWith('.js')) continue;
  const path = join(folder, file);
  const code = await readFile(path, 'utf8');
  const better = withOneClassLiterals(code);
  if (better !== code) await writeFile(path, better);
}
