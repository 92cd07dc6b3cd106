import { expect } from 'vitest';

/** What the API answered: the body read where it is JSON. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

/** Another program with a key. */
export function apiClient(origin: () => string, secret: () => string) {
  let keys = 0;

  async function ask(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const bytes = body instanceof Uint8Array;
    const response = await fetch(`${origin()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret()}`,
        ...(body !== undefined && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: bytes ? Buffer.from(body) : typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const read = isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, body: read, text } satisfies ApiAnswer;
  }
  /** The body of an answer that has this status; every other one fails the test with what it says. A key of its own goes with each write. */
  async function told<T = Record<string, unknown>>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
    const headers = method === 'GET' ? {} : { 'idempotency-key': `test-${++keys}` };
    const answer = await ask(method, path, { headers, ...(body !== undefined && { body }) });
    expect([method, path, answer.status, answer.status === status ? '' : answer.text]).toEqual([method, path, status, '']);
    return answer.body as T;
  }

  return {
    ask,
    told,
    get: (path: string, headers: Record<string, string> = {}) => ask('GET', path, { headers }),
    post: (path: string, body: unknown = {}, headers: Record<string, string> = {}) => ask('POST', path, { body, headers }),
    patch: (path: string, body: unknown, headers: Record<string, string> = {}) => ask('PATCH', path, { body, headers }),
    delete: (path: string) => ask('DELETE', path),
  };
}

/** A rule as the address carries it. */
export const filter = (rule: unknown): string => `filter=${encodeURIComponent(JSON.stringify(rule))}`;
