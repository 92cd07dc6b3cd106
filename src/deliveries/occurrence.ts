/**
 * The id of one occurrence of a repeated mailing: it follows from its time (`<mailing>-<YYYYMMDDHHMM>`, UTC), so that whoever makes it twice
 * makes it once.
 */
export const occurrenceId = (mailing: string, at: Date): string =>
  `${mailing}-${at.toISOString().replaceAll(/\D/g, '').slice(0, 12)}`;

/** The repeated mailing that an occurrence is one of; nothing for a mailing that goes once. */
export const repeatedOf = (id: string): string | undefined => /^(.+)-\d{12}$/.exec(id)?.[1];
