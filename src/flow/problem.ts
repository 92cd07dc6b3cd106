import type { At } from './compiler.ts';

/** Something in a file that an author should mend: where, and what to do. */
export interface Problem {
  file: string;
  line?: number;
  column?: number;
  /** Keys from the top of the file: `steps.3.options.0.label`. */
  path: string;
  message: string;
}

/** Where a value stands in the text. */
export type Locate = (at: At) => { line?: number; column?: number };

export function pathText(at: At): string {
  return at.join('.');
}
