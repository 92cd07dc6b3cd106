import type { Rule } from '../../rules/index.ts';
import type { TraitField } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { conditionWords } from './condition-words.ts';

/** A rule in one line, as far as a line goes. */
export function describeRule(
  reader: Pick<Viewer, 'language' | 'timeZone' | 'now'>,
  rule: Rule,
  fields: ReadonlyMap<string, TraitField>,
): string {
  return describe(reader, rule, fields, true);
}

function describe(
  reader: Pick<Viewer, 'language' | 'timeZone' | 'now'>,
  rule: Rule,
  fields: ReadonlyMap<string, TraitField>,
  isOutermost: boolean,
): string {
  if ('field' in rule) {
    const { field, op, value } = conditionWords(reader, rule, fields.get(rule.field));
    return [field, op, value].filter(Boolean).join(' ');
  }
  const [kind, rules] =
    'all' in rule ? (['all', rule.all] as const) : 'any' in rule ? (['any', rule.any] as const) : (['none', rule.none] as const);
  const joint = ` ${t(reader.language, `panel:segments.builder.between.${kind === 'none' ? 'any' : kind}`)} `;
  const inner = rules.map(each => describe(reader, each, fields, rules.length === 1 && isOutermost)).join(joint);
  if (kind === 'none') return t(reader.language, 'panel:segments.builder.not', { inner });
  return isOutermost || rules.length === 1 ? inner : `(${inner})`;
}
