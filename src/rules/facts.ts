/** What rules are held against: values by path, and the time. */
export interface RuleFacts {
  /** The value at a path; undefined where there is none. */
  value(path: string): unknown;
  now: Date;
  /** IANA name; calendar days are meant there. */
  timeZone: string;
}

/** Facts of a plain document, by its own keys. Lists of documents on the way give the list of what stands in them. */
export function documentFacts(document: object, now: Date, timeZone: string): RuleFacts {
  return { value: path => valueAt(document, path.split('.')), now, timeZone };
}

function valueAt(value: unknown, path: string[]): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.flatMap(each => valueAt(each, path) ?? []);
  if (typeof value !== 'object' || value === null || value instanceof Date || !Object.hasOwn(value, key)) return undefined;
  return valueAt(Reflect.get(value, key), rest);
}
