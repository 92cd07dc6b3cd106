import { type GradeRule, gradingSchema } from '../../contacts/index.ts';

type Rule = GradeRule<unknown>['rule'];

/** What people choose from; each is one condition of the rule language. `rule` is any rule, in the language itself. */
export const conditionKinds = [
  'wroteWithin',
  'silentFor',
  'deals',
  'noDeals',
  'openDeals',
  'ordersFrom',
  'sumFrom',
  'scoreFrom',
  'tag',
  'noTag',
  'unreachable',
  'rule',
] as const;
type ConditionKind = (typeof conditionKinds)[number];

interface Row {
  kind: string;
  value: string;
}

type Known = Exclude<ConditionKind, 'rule'>;
type Asks = 'days' | 'number' | 'words' | 'nothing';

/** How the value of each is typed, and the condition it becomes. */
const kinds: Record<Known, { asks: Asks; rule(value: string): unknown }> = {
  wroteWithin: { asks: 'days', rule: days => ({ field: 'contact.lastActivityAt', op: 'newerThan', value: `${days}d` }) },
  silentFor: { asks: 'days', rule: days => ({ field: 'contact.lastActivityAt', op: 'olderThan', value: `${days}d` }) },
  deals: { asks: 'nothing', rule: () => ({ field: 'contact.hasDeals', op: 'is', value: true }) },
  noDeals: { asks: 'nothing', rule: () => ({ field: 'contact.hasDeals', op: 'is', value: false }) },
  openDeals: { asks: 'nothing', rule: () => ({ field: 'contact.openDeals', op: 'gte', value: 1 }) },
  ordersFrom: { asks: 'number', rule: count => ({ field: 'contact.orders.count', op: 'gte', value: Number(count) }) },
  sumFrom: { asks: 'number', rule: sum => ({ field: 'contact.orders.sum', op: 'gte', value: Number(sum) }) },
  scoreFrom: { asks: 'number', rule: score => ({ field: 'contact.score', op: 'gte', value: Number(score) }) },
  tag: { asks: 'words', rule: tag => ({ field: 'contact.tags', op: 'has', value: tag }) },
  noTag: { asks: 'words', rule: tag => ({ field: 'contact.tags', op: 'hasNone', value: [tag] }) },
  unreachable: { asks: 'nothing', rule: () => ({ field: 'contact.reachable', op: 'is', value: false }) },
};

/** There is nothing to type beside this condition. */
export const needsNoValue = (kind: string): boolean =>
  kind === '' || Object.entries(kinds).some(([name, { asks }]) => name === kind && asks === 'nothing');

/** A row as the condition it stands for, or what is wrong with its value. */
export function readCondition({ kind, value }: Row): { rule: Rule } | { problem: 'days' | 'number' | 'words' | 'rule' } {
  const text = value.trim().replace(',', kind === 'rule' ? ',' : '.');
  const known = Object.entries(kinds).find(([name]) => name === kind)?.[1];
  const problem = known && wrong(known.asks, known.asks === 'words' ? value.trim() : text);
  if (problem) return { problem };
  const rule = parsed(known ? known.rule(known.asks === 'words' ? value.trim() : text) : fromJson(value));
  return rule ? { rule } : { problem: known?.asks === 'words' ? 'words' : 'rule' };
}

/** A rule as rows: each condition that people can choose by its name, everything else in the language itself. */
export function rowsOf(rule: Rule): Row[] {
  const conditions = 'all' in rule ? rule.all : [rule];
  return conditions.map(condition => {
    const found = Object.entries(kinds).find(
      ([, { rule: make }]) => JSON.stringify(make(valueIn(condition))) === JSON.stringify(condition),
    );
    return found
      ? { kind: found[0], value: found[1].asks === 'nothing' ? '' : valueIn(condition) }
      : { kind: 'rule', value: JSON.stringify(condition) };
  });
}

function valueIn(condition: Rule): string {
  if (!('field' in condition)) return '';
  const { op, value } = condition;
  if (op === 'newerThan' || op === 'olderThan') return value.replace(/d$/, '');
  return String(Array.isArray(value) ? value[0] : value);
}

function wrong(asks: Asks, text: string): 'days' | 'number' | 'words' | undefined {
  if (asks === 'days' && !/^[1-9]\d{0,3}$/.test(text)) return 'days';
  if (asks === 'number' && !/^-?\d{1,12}(\.\d+)?$/.test(text)) return 'number';
  return asks === 'words' && text === '' ? 'words' : undefined;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Read by the schema of the grading, which holds the rule language. */
function parsed(rule: unknown): Rule | undefined {
  const read = gradingSchema.shape.temperature.shape.rules.safeParse([{ to: 'hot', rule }]);
  return read.success ? read.data[0]?.rule : undefined;
}
