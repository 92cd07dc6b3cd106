import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import { fieldsOf, type Rule, ruleSchema, toMongoFilter } from '../../rules/index.ts';

/** What rules may look at in a resource, and where it stands in the database. A name that ends with `.*` stands for all below it. */
export type Filterable = Record<string, string>;

/** Where a rule of so many conditions is somebody's loop. */
const mostConditions = 100;

/** `?filter=<JSON>`: a rule in the same language as flows and segments. Unknown fields are refused by name. */
export function filterOf(known: Filterable) {
  const names = Object.keys(known);
  return z
    .string()
    .max(20_000)
    .transform((text, context): Rule => {
      const rule = ruleSchema.safeParse(parsed(text));
      if (!rule.success) {
        for (const { path, message } of rule.error.issues) context.addIssue({ code: 'custom', path, message });
        return z.NEVER;
      }
      const fields = fieldsOf(rule.data);
      for (const field of fields.filter(each => pathOf(known, each) === undefined))
        context.addIssue({
          code: 'custom',
          message: `There is no field "${field}" to filter by. Known are: ${names.join(', ')}.`,
        });
      if (fields.length > mostConditions) context.addIssue({ code: 'custom', message: `At most ${mostConditions} conditions.` });
      return rule.data;
    });
}

/** A rule in the database's words. */
export function toWhere(rule: Rule | undefined, known: Filterable, { now, timeZone }: { now: Date; timeZone: string }): object {
  if (!rule) return {};
  return toMongoFilter(rule, { now, timeZone, path: field => pathOf(known, field) ?? field });
}

function pathOf(known: Filterable, field: string): string | undefined {
  if (Object.hasOwn(known, field)) return known[field];
  const [group, name] = field.split(/\.(.*)/s);
  const place = Object.hasOwn(known, `${group}.*`) ? known[`${group}.*`] : undefined;
  return name && place ? `${place}.${name}` : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a page of a list is asked for by. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('At most so many'),
  cursor: z.string().max(1000).exactOptional().describe('`next` of the page before'),
};

/** Only these parts of each item; `id` always comes along. */
export const fieldsParam = <S extends z.ZodRawShape>(shape: S) =>
  z
    .string()
    .max(2000)
    .transform((text, context) => {
      const wanted = text.split(',').map(part => part.trim());
      const unknown = wanted.filter(name => !Object.hasOwn(shape, name));
      for (const name of unknown) context.addIssue({ code: 'custom', message: `There is no field "${name}".` });
      return wanted;
    })
    .describe('Names of fields with commas between them');

/** A cursor hides where a page ended, so that it may mean something else one day. */
export const toCursor = (place: string): string => Buffer.from(`1:${place}`).toString('base64url');

/** AppError `api.bad_cursor` for what is no cursor of ours. */
export function fromCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith('1:') || toCursor(text.slice(2)) !== cursor) throw badCursor();
  return text.slice(2);
}

export const badCursor = (): AppError =>
  new AppError('api.bad_cursor', 'This cursor is not one that a page of the list gave.', { parameter: 'cursor' });
