import { AppError } from '../lib/app-error.ts';
import type { BroadcastState } from './broadcast.ts';

export const notFound = (id: string): AppError =>
  new AppError('broadcasts.not_found', 'There is no such mailing. Look for it in the list.', { broadcast: id });

/** What was asked cannot be done to a mailing that stands so. */
export function notNow(wanted: string, { id, state }: { id: string; state: BroadcastState }): AppError {
  return new AppError(`broadcasts.${wanted}`, `This cannot be done while the mailing is ${state}.`, { broadcast: id, state });
}
