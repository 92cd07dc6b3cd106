import type { StoredFile } from '../files/index.ts';
import { nearest } from '../flow/index.ts';
import type { MessengerName } from '../messages/index.ts';
import { type ContentPlace, type ContentProblem, problemAt } from './content-problem.ts';
import { isKnownPath, knownPaths } from './content-scope.ts';

export interface CheckMeans {
  /** Those that it goes to. */
  messengers: readonly MessengerName[];
  /** Then there is a way out under it, which takes room. */
  advertising: boolean;
  topic?: string;
}

/** What the installation has that a content may name. */
export interface Surroundings extends CheckMeans {
  fields: readonly string[];
  flows: ReadonlySet<string>;
  files: ReadonlyMap<string, StoredFile>;
}

export function unknownPaths(paths: string[][], at: ContentPlace, fields: readonly string[]): ContentProblem[] {
  const wrong = new Set(paths.filter(path => !isKnownPath(path, fields)).map(path => path.join('.')));
  return [...wrong].map(path => problemAt(at, 'unknownVariable', { path, ...nearest(path, knownPaths(fields)) }));
}

/** As people write them, the same in both languages. */
export const titles: Record<MessengerName, string> = { telegram: 'Telegram', vk: 'VK', web: 'web' };
