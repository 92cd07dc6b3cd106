import { ipKeyGenerator } from 'express-rate-limit';
import { AppError } from '../lib/app-error.ts';

/** The network that a request comes from: of IPv6 a whole subnet, since one person has many addresses there. */
export const placeOf = (address: string | undefined): string => ipKeyGenerator(address ?? '');

/** The one-time code of the first visit cannot be guessed at all at this pace. */
export const firstVisitLimit = (address: string | undefined) => ({ key: `setup:${placeOf(address)}`, most: 10 });

/** With which status a sign-in is refused. */
export const refusalStatus = (error: AppError): number => (error.code === 'staff.too_many' ? 429 : 401);

/** What a form can show beside itself; everything else is for the page of errors. */
export function saidBeside(error: unknown): AppError {
  if (error instanceof AppError && error.code.startsWith('staff.')) return error;
  throw error;
}
