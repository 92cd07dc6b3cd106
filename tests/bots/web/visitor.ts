import { newId } from '../../../src/lib/ids.ts';

interface ShownMessage {
  id: string;
  order: number;
  from: string;
  name?: string;
  clientId?: string;
  text: string;
  start?: true;
  buttons?: { label: string; data?: string; url?: string }[][];
  files?: { url: string; mime?: string; name?: string; kind: string; duration?: number }[];
  quote?: { text: string };
  edited?: true;
  removed?: true;
}

interface Page {
  known: boolean;
  messages: ShownMessage[];
  more: boolean;
  first?: number;
  cursor: string;
}

/** A visitor's browser as far as HTTP goes: it keeps its cookie and names its origin. */
export function createVisitor(url: string, cookie = '') {
  const origin = new URL(url).origin;
  const visitor = {
    cookie,
    async request(path: string, init: RequestInit = {}): Promise<Response> {
      const response = await fetch(`${url}/chat${path}`, {
        ...init,
        headers: { origin, ...(visitor.cookie && { cookie: visitor.cookie }), ...Object.fromEntries(new Headers(init.headers)) },
      });
      const [set] = response.headers.getSetCookie();
      if (set) visitor.cookie = set.split(';', 1)[0] ?? '';
      return response;
    },
    post: (path: string, body: unknown, headers = {}) =>
      visitor.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    write: (text: string, more = {}) => visitor.post('/messages', { id: newId(), text, ...more }),
    upload(files: Record<string, Buffer | string>, { id = newId(), voice, ...fields }: Record<string, string> = {}) {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
      return visitor.request(`/files?id=${id}${voice ? `&voice=${voice}` : ''}`, { method: 'POST', body: form });
    },
    async history(query = ''): Promise<Page> {
      const response = await visitor.request(`/messages${query}`);
      return (await response.json()) as Page;
    },
    /** Opens the event stream; `next` waits for the next event of a kind. */
    async listen(query = '', headers: Record<string, string> = {}) {
      const ending = new AbortController();
      const response = await visitor.request(`/events${query}`, { headers, signal: ending.signal });
      return { status: response.status, ...readEvents(response), close: () => ending.abort() };
    },
  };
  return visitor;
}
export type Visitor = ReturnType<typeof createVisitor>;

function readEvents(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function next(kind = 'message'): Promise<{ id: string; message: ShownMessage }> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const event = parseEvent(text.slice(0, end));
        text = text.slice(end + 2);
        if (event.kind === kind) return event;
        continue;
      }
      const chunk = await reader?.read();
      if (!chunk || chunk.done) throw new Error('The stream has ended');
      text += chunk.value;
    }
  }
  /** Everything up to the message with these words. */
  async function until(words: string): Promise<string[]> {
    const texts: string[] = [];
    while (texts.at(-1) !== words) texts.push((await next()).message.text);
    return texts;
  }
  return { next, until };
}

function parseEvent(block: string) {
  const fields = new Map(block.split('\n').map(line => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]));
  return {
    kind: fields.get('event'),
    id: fields.get('id') ?? '',
    message: JSON.parse(fields.get('data') ?? '{}') as ShownMessage,
  };
}
