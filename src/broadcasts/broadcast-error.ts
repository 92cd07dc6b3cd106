import { AppError } from '../lib/app-error.ts';
import type { BroadcastState } from './broadcast.ts';
import type { BroadcastProblem } from './broadcast-problem.ts';

export const notFound = (id: string): AppError =>
  new AppError('broadcasts.not_found', 'There is no such mailing. Look for it in the list.', { broadcast: id });

/** What was asked cannot be done to a mailing that stands so. */
export function notNow(wanted: string, { id, state }: { id: string; state: BroadcastState }): AppError {
  return new AppError(`broadcasts.${wanted}`, `This cannot be done while the mailing is ${state}.`, { broadcast: id, state });
}

type Told = Pick<BroadcastProblem, 'field' | 'code' | 'say'>;

/** What keeps a mailing from being sent, by its fields, each with what to do. */
export const hasProblems = (broadcast: string, problems: readonly Told[]): AppError =>
  new AppError('broadcasts.has_problems', 'Something keeps this mailing from being sent. Put it right first.', {
    broadcast,
    problems: byField(problems),
  });

/** Something was entered that can never be sent so. */
export const wrongValues = (problems: readonly Told[]): AppError =>
  new AppError('broadcasts.wrong_values', 'Something of this can never be sent.', { problems: byField(problems) });

/** As requests of other programs are told of their faults; the code comes first, so that programs can go by it. */
const byField = (problems: readonly Told[]) =>
  Object.fromEntries(problems.map(({ field, code, say }) => [field, { message: `${code}: ${say.en}` }]));
