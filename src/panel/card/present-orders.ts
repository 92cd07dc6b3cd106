import type { OrderTotals } from '../../contacts/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** What somebody has bought so far: how often, for how much, first and last. */
export function presentOrderTotals(viewer: Viewer, { count, sum, currency, first, last, others = {} }: OrderTotals) {
  const sums = [money(viewer, sum, currency), ...Object.entries(others).map(([other, value]) => money(viewer, value, other))];
  return {
    count: t(viewer.language, 'panel:card.orderCount', { count }),
    sum: sums.join(' + '),
    first: presentTime(viewer, first),
    ...(last.getTime() !== first.getTime() && { last: presentTime(viewer, last) }),
  };
}

/** An amount as it is written in the reader's language; a currency that Intl does not know stands behind the number. */
export function money({ language }: Pick<Viewer, 'language'>, amount: number, currency: string): string {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const digits = { maximumFractionDigits: Number.isInteger(amount) ? 0 : 2 };
  if (!/^[A-Z]{3}$/.test(currency)) return `${new Intl.NumberFormat(locale, digits).format(amount)} ${currency}`;
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(amount);
}
