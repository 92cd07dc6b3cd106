const dayMs = 24 * 60 * 60 * 1000;

/**
 * A date as Excel counts it: days since the last of 1899, or since the first of 1904, `YYYY-MM-DD`, with the time where it has one; a time without a day is
 * `HH:MM`. Excel takes 1900 for a leap year, so days before March 1900 are one off. Nothing for what is no date.
 */
export function excelDate(days: number, from1904: boolean): string | undefined {
  if (days < 0 || days > 2_958_466) return undefined;
  const shifted = from1904 ? days + 1462 : days < 60 ? days + 1 : days;
  const minutes = Math.round((shifted % 1) * 24 * 60);
  const instant = new Date(Date.UTC(1899, 11, 30) + Math.floor(shifted) * dayMs + minutes * 60_000);
  const text = instant.toISOString();
  if (days < 1) return text.slice(11, 16);
  return minutes % (24 * 60) === 0 ? text.slice(0, 10) : text.slice(0, 16);
}
