import type { Behind } from '../../../broadcasts/index.ts';
import { t } from '../../../texts/index.ts';
import type { Viewer } from '../../viewer.ts';

type Reader = Pick<Viewer, 'language'>;

/** A number with the list of whom it counts; nobody has no list. */
export interface Counted {
  words: string;
  href?: string;
}

export const say = ({ language }: Reader, key: string, values: Record<string, unknown> = {}): string =>
  t(language, `panel:report.${key}`, values);

export const countWords = ({ language }: Reader, value: number): string => new Intl.NumberFormat(language).format(value);

/** "12 %", "0,4 %", of nobody nothing. */
export function shareWords({ language }: Reader, count: number, of: number): string {
  if (of <= 0) return '–';
  return rateWords({ language }, count / of);
}

/** Small shares with a decimal, that 0.4 % is not nothing. */
export function rateWords({ language }: Reader, rate: number): string {
  const maximumFractionDigits = rate > 0 && rate < 0.1 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits }).format(rate);
}

/** A difference of shares in percentage points, with its sign. */
export function pointWords({ language }: Reader, difference: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(difference * 100);
}

export function moneyWords({ language }: Reader, sum: number, currency: string): string {
  const style = {
    style: 'currency',
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 2,
    trailingZeroDisplay: 'stripIfInteger',
  } as const;
  try {
    return new Intl.NumberFormat(language, { ...style, currency }).format(sum);
  } catch {
    return `${new Intl.NumberFormat(language).format(sum)} ${currency}`;
  }
}

export const reportPath = (broadcast: string): string => `/broadcasts/${broadcast}/report`;

/** A number that opens the list of whom it counts. */
export function counted(viewer: Reader, broadcast: string, value: number, behind: Behind): Counted {
  const words = countWords(viewer, value);
  return value > 0 ? { words, href: `${reportPath(broadcast)}/people?${queryOf(behind)}` } : { words };
}

export function queryOf({ what, reason, messenger, variant, address, from, to }: Behind): URLSearchParams {
  const parts = { what, reason, messenger, variant, address, from: from?.toISOString(), to: to?.toISOString() };
  return new URLSearchParams(
    Object.entries(parts).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  );
}

/** Wordings are shown by capital letters. */
export const variantName = (variant: string): string => variant.toUpperCase();
