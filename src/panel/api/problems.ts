import type { Response } from 'express';
import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import type { Means } from './means.ts';

/** What is wrong with one value of a request; `pointer` is a JSON pointer into its body, `parameter` names one of its address. */
interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** RFC 9457 with a stable `code` beside. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
  errors?: Fault[];
  /** What stands in our log, on faults of ours. */
  reference?: string;
}

export const problemSchema = z
  .object({
    type: z.string().describe('Always about:blank; `code` tells problems apart'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; what programs go by'),
    detail: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().exactOptional(), parameter: z.string().exactOptional(), detail: z.string() }))
      .exactOptional(),
    reference: z.string().exactOptional(),
  })
  .meta({ id: 'Problem' });

/** The one place where an error of the API becomes an answer. */
export function toProblem(error: unknown, { log, database }: Pick<Means, 'log' | 'database'>): Problem {
  if (error instanceof z.ZodError) return badRequest(error);
  if (error instanceof AppError) return ofAppError(error);
  if (database.isAway(error))
    return { status: 503, code: 'api.database_away', detail: 'The database did not answer. Try again in a moment.' };
  const shape = z.object({ status: z.number(), type: z.string().optional() }).safeParse(error);
  if (shape.success && shape.data.status < 500) return ofBody(shape.data.status, shape.data.type);
  const reference = newId().slice(0, 8).toUpperCase();
  log.error({ err: error, reference }, 'a request of the API failed');
  return { status: 500, code: 'api.broken', detail: 'Something broke on our side. Tell us the reference.', reference };
}

/** Answers with a problem. */
export function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 503) res.set('retry-after', '10');
  res
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(problem)));
}

/** A problem as it goes out. */
export const problemBody = ({ status, ...rest }: Problem) => ({
  type: 'about:blank',
  title: titles[status] ?? 'Error',
  status,
  ...rest,
});

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const statuses: [pattern: RegExp, status: number][] = [
  [/^api\.(bad_json|bad_cursor|idempotency_key_required)$/, 400],
  [/^api\.unauthorized$/, 401],
  [/^api\.(insufficient_scope|forbidden)$/, 403],
  [/^api\.bad_method$/, 405],
  [/^api\.bad_media$/, 415],
  [/^contacts\.changed_meanwhile$/, 412],
  [/\.(not_found|unknown|missing)$/, 404],
  [/\.gone$/, 410],
  [/\.forbidden$/, 403],
  [/\.too_many$/, 429],
  [/\.too_big$/, 413],
  [/\.(conflict|busy|moved_meanwhile|in_flight)$/, 409],
];

function ofAppError(error: AppError): Problem {
  const status = statuses.find(([pattern]) => pattern.test(error.code))?.[1] ?? 422;
  const errors = faultsOf(error.facts);
  return { status, code: error.code, detail: error.message, ...(errors.length > 0 && { errors }) };
}

const namedFaults = z.object({
  field: z.string().optional(),
  problems: z.record(z.string(), z.object({ message: z.string() })).optional(),
  fields: z.array(z.string()).optional(),
  parameter: z.string().optional(),
});

/** Which values an error of a room is about, where it says so. */
function faultsOf(facts: Record<string, unknown>): Fault[] {
  const read = namedFaults.safeParse(facts);
  if (!read.success) return [];
  const { problems = {}, fields = [], parameter } = read.data;
  return [
    ...Object.entries(problems).map(([field, { message }]) => ({ pointer: pointerTo(field.split('.')), detail: message })),
    ...fields.map(field => ({ pointer: pointerTo(field.split('.')), detail: 'Has to be filled in.' })),
    ...(parameter ? [{ parameter, detail: 'Look at this parameter.' }] : []),
  ];
}

function badRequest(error: z.ZodError): Problem {
  const errors = error.issues.flatMap(faultsOfIssue);
  const code = error.issues.every(({ path }) => path[0] === 'body') ? 'api.bad_body' : 'api.bad_request';
  return { status: 422, code, detail: 'The request is not as the document says: look at `errors`.', errors };
}

function faultsOfIssue({ path: [part, ...path], message, ...issue }: z.core.$ZodIssue): Fault[] {
  const named = issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...path, key]) : [path];
  return named.map(each =>
    part === 'body'
      ? { pointer: pointerTo(each), detail: message }
      : { parameter: each.map(String).join('.') || String(part), detail: message },
  );
}

/** RFC 6901. */
const pointerTo = (path: PropertyKey[]): string =>
  path.map(step => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What express's reader of bodies says. */
function ofBody(status: number, type: string | undefined): Problem {
  if (status === 413) return { status, code: 'api.too_big', detail: 'A body may have at most 1 MB.' };
  if (type === 'entity.parse.failed') return { status: 400, code: 'api.bad_json', detail: 'The body is not JSON.' };
  if (status === 415) return { status, code: 'api.bad_media', detail: 'The body has an encoding that is not read here.' };
  return { status: 400, code: 'api.bad_json', detail: 'The request could not be read.' };
}
