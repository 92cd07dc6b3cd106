/** The parameters of one call, as they came: strings from a form or a query, any JSON from a JSON body. */
export type Params = Record<string, unknown>;

/** The value as text, the way a form would carry it; an empty string when it is absent. */
export function textOf(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A whole number, or nothing when it is absent or not one. */
export function integerOf(params: Params, name: string): number | undefined {
  const text = textOf(params, name);
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined;
}

export function numberOf(params: Params, name: string): number | undefined {
  const text = textOf(params, name);
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/** True for `true`, `True`, `1` and `yes`, as both servers read a form. */
export function flagOf(params: Params, name: string): boolean {
  return ['true', '1', 'yes'].includes(textOf(params, name).toLowerCase());
}

/** JSON that a form carries as text and a JSON body carries as itself. Nothing when absent; throws a SyntaxError when it is not JSON. */
export function jsonOf(params: Params, name: string): unknown {
  const value = params[name];
  if (typeof value !== 'string') return value ?? undefined;
  return value === '' ? undefined : JSON.parse(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values separated by commas, without blanks. */
export function listOf(params: Params, name: string): string[] {
  return textOf(params, name)
    .split(',')
    .map(item => item.trim())
    .filter(Boolean);
}
