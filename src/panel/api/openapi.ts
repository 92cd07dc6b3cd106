import { z } from 'zod';
import { ruleSchema } from '../../rules/index.ts';
import { mostRequests } from './limit-requests.ts';
import { problemSchema } from './problems.ts';
import type { ApiRoute } from './route.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of a table of routes: what they take and answer is said by the very schemas that they are read by. JSON Schema is
 * that of OpenAPI 3.1 (2020-12).
 */
export function openApiOf(table: readonly ApiRoute[]): Json {
  const schemas = new Schemas();
  const problem = schemas.refer(problemSchema, 'output');
  const rule = schemas.refer(ruleSchema, 'input', 'Rule');
  const paths: Record<string, Json> = {};
  for (const route of table) {
    const path = paths[route.path] ?? {};
    paths[route.path] = { ...path, [route.method]: operationOf(route, { schemas, problem, rule }) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kartoteka',
      version: '1',
      description: `Keys are made in the settings. At most ${mostRequests} requests a minute with one key. Errors are application/problem+json (RFC 9457); programs go by \`code\`.`,
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    paths,
    components: {
      schemas: schemas.all(),
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key: kk_…' } },
    },
  };
}

interface Around {
  schemas: Schemas;
  problem: Json;
  rule: Json;
}

function operationOf(route: ApiRoute, { schemas, problem, rule }: Around): Json {
  const parameters = [
    ...parametersOf('path', route.params, schemas, rule),
    ...parametersOf('query', route.query, schemas, rule),
    ...(route.method === 'get' ? [] : [{ ...keyParameter, required: route.needsKey ?? false }]),
    ...(route.heedsVersion ? [versionParameter] : []),
  ];
  const content =
    route.bytes === 'in' ? { 'application/octet-stream': {} } : jsonOf(route.body && schemas.refer(route.body, 'input'));
  const answer =
    route.bytes === 'out' ? { 'application/octet-stream': {} } : jsonOf(route.answer && schemas.refer(route.answer, 'output'));
  return {
    operationId: route.id,
    summary: route.summary,
    description: `Needs the scope \`${route.scope}\`.`,
    tags: [route.id.split('.')[0]],
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { content, required: route.bytes === 'in' || !route.body?.safeParse({}).success } }),
    responses: {
      [route.status]: { description: route.summary, ...(answer && { content: answer }) },
      default: { description: 'A problem', content: { 'application/problem+json': { schema: problem } } },
    },
  };
}

const keyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same request under the same key within a day is done once, and answered alike',
  schema: { type: 'string', maxLength: 200 },
};

const versionParameter = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that was read: where somebody has changed it since, nothing is written, and the answer is 412',
  schema: { type: 'string' },
};

const jsonOf = (schema: Json | undefined): Json | undefined => (schema ? { 'application/json': { schema } } : undefined);

/** The parts of an address, one parameter each. */
function parametersOf(place: 'path' | 'query', schema: z.ZodType, schemas: Schemas, rule: Json): Json[] {
  const { properties = {}, required = [] } = schemas.inline(schema);
  return Object.entries(properties as Record<string, Json>).map(([name, { description, ...type }]) => ({
    name,
    in: place,
    required: place === 'path' || (required as string[]).includes(name),
    ...(description !== undefined && { description }),
    // A rule is written as JSON.
    ...(name === 'filter' ? { content: { 'application/json': { schema: rule } } } : { schema: type }),
  }));
}

/** Schemas under their names, each told once. */
class Schemas {
  private readonly named: Record<string, Json> = {};

  /** A schema in its place, with what it shares with others by reference. */
  refer(schema: z.ZodType, io: 'input' | 'output', name?: string): Json {
    const made = toJson(schema, io);
    const { $defs = {}, ...rest } = made;
    const own = name ?? z.globalRegistry.get(schema)?.id;
    // Of a schema with a name zod gives a reference to it, beside what it stands for.
    for (const [id, definition] of Object.entries($defs as Record<string, Json>))
      this.named[nameOf(id, own)] = pointed(definition, own);
    if (!own) return pointed(rest, own);
    const reference = `#/components/schemas/${own}`;
    const whole = pointed(rest, own);
    if (whole.$ref !== reference) this.named[own] = whole;
    return { $ref: reference };
  }

  inline(schema: z.ZodType): Json {
    return toJson(schema, 'input');
  }

  all(): Record<string, Json> {
    return this.named;
  }
}

function toJson(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, '~standard': _standard, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return made;
}

/** What zod calls `__schema0` is named after the schema that needs it. */
const nameOf = (id: string, own: string | undefined): string => (id.startsWith('__') ? `${own ?? ''}${id.slice(2)}` : id);

/** References as they are within the document. */
function pointed(value: Json, own: string | undefined): Json {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    if (key === 'id' && typeof each === 'string') return undefined;
    if (key !== '$ref' || typeof each !== 'string') return each;
    if (each === '#') return `#/components/schemas/${own}`;
    return `#/components/schemas/${nameOf(each.replace('#/$defs/', ''), own)}`;
  }) as Json;
}
