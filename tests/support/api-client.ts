/** What the API answered: the body read where it is JSON. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  text: string;
}

/** Another program with a key. */
export function apiClient(origin: () => string, secret: () => string) {
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
  return {
    ask,
    get: (path: string, headers: Record<string, string> = {}) => ask('GET', path, { headers }),
    post: (path: string, body: unknown = {}, headers: Record<string, string> = {}) => ask('POST', path, { body, headers }),
    patch: (path: string, body: unknown, headers: Record<string, string> = {}) => ask('PATCH', path, { body, headers }),
    delete: (path: string) => ask('DELETE', path),
  };
}

/** A rule as the address carries it. */
export const filter = (rule: unknown): string => `filter=${encodeURIComponent(JSON.stringify(rule))}`;
