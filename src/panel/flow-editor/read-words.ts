/** Whether a value of a file is a map. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The words of a text in a file: plain, the first of a list of variants, or by language. Empty where there are none. */
export function wordsIn(value: unknown, language: 'ru' | 'en'): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return wordsIn(value[0], language);
  if (!isRecord(value)) return '';
  return wordsIn(value[language] ?? value.ru ?? value.en, language);
}

const signs: Record<string, string> = { eq: '=', ne: '≠', gt: '>', gte: '≥', lt: '<', lte: '≤', is: '=' };

/** A rule in short: `area ≥ 100 | tags has vip`. */
export function ruleWords(rule: unknown): string {
  if (!isRecord(rule)) return '';
  for (const [key, joint] of [
    ['all', ' & '],
    ['any', ' | '],
    ['none', ' | '],
  ] as const) {
    const inner = rule[key];
    if (Array.isArray(inner)) return `${key === 'none' ? '¬ ' : ''}${inner.map(ruleWords).join(joint)}`;
  }
  const field = String(rule.field ?? '').replace(/^(answers|contact)\./, '');
  const op = String(rule.op ?? '');
  const value = rule.value === undefined ? '' : Array.isArray(rule.value) ? rule.value.join(', ') : String(rule.value);
  return [field, signs[op] ?? op, value].filter(Boolean).join(' ');
}
