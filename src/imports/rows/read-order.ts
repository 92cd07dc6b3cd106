import { type ReadContext, readFieldValue } from '../../contacts/index.ts';
import { defaultCurrency } from '../../deals/index.ts';
import { instantOf } from '../../lib/zoned-time.ts';
import type { Problem } from '../import.ts';

export interface OrderValues {
  date: Date;
  sum: number;
  title: string;
  currency: string;
}

type Cell = { target: string; text: string; column: number };

const currencies: Record<string, string> = {
  '₽': 'RUB',
  руб: 'RUB',
  'руб.': 'RUB',
  р: 'RUB',
  'р.': 'RUB',
  рубль: 'RUB',
  $: 'USD',
  '€': 'EUR',
};

/** What a row says of an order; a sum and a date have to be there. Pure. */
export function readOrder(
  cells: Cell[],
  context: ReadContext & { timeZone: string },
): { order: OrderValues } | { problems: Problem[] } {
  const problems: Problem[] = [];
  const cell = (name: string) => cells.find(({ target }) => target === `order.${name}`);
  const read = (name: 'date' | 'sum') => {
    const found = cell(name);
    if (!found) {
      problems.push({ code: `imports.no_order_${name}` });
      return undefined;
    }
    const type = name === 'sum' ? 'money' : 'date';
    const value = readFieldValue({ type, title: name, choices: [], required: true }, found.text, context);
    if ('value' in value) return value.value;
    problems.push({ column: found.column, code: value.problem.code, facts: value.problem.facts });
    return undefined;
  };
  const [day, sum] = [read('date'), read('sum')];
  const money = cell('currency');
  const currency = money ? currencyOf(money.text) : defaultCurrency;
  if (!currency && money) problems.push({ column: money.column, code: 'imports.bad_currency', facts: { text: money.text } });
  if (problems.length > 0 || typeof day !== 'string' || typeof sum !== 'number' || !currency) return { problems };
  const date = instantOf(day, { hour: 12, minute: 0 }, context.timeZone);
  return { order: { date, sum, title: (cell('title')?.text ?? '').slice(0, 200), currency } };
}

function currencyOf(text: string): string | undefined {
  const known = currencies[text.toLowerCase()];
  if (known) return known;
  return /^[a-z]{3}$/i.test(text) ? text.toUpperCase() : undefined;
}
