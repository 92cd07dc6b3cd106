import type { Journal } from '../shared/journal.ts';
import type { Rate } from '../shared/rate.ts';
import type { Call } from './methods/index.ts';

/** What answering a call takes. */
export interface Server extends Omit<Call, 'params'> {
  /** The token, and whether it still works. */
  token: { value: string; revoked: boolean };
  journal: Journal;
  rate: Rate;
}
