export interface ServerEvent {
  event: string;
  data: string;
  id?: string;
}

/** Listens to server-sent events; `next` resolves with the next one of its name, passing over the others. */
export async function eventStream(
  url: string,
  headers: Record<string, string>,
): Promise<{ next(name: string): Promise<ServerEvent>; close(): void }> {
  const stop = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
  if (!response.ok || !response.body) throw new Error(`No stream: ${response.status}`);
  // Taken at once: what nobody reads of a forgotten response is cancelled by the garbage collector.
  const events = read(response.body.getReader());
  return {
    close: () => stop.abort(),
    async next(name) {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`The stream ended before an event "${name}".`);
        if (value.event === name) return value;
      }
    },
  };
}

async function* read(body: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<ServerEvent, undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { value, done } = await body.read();
    if (done) return undefined;
    text += decoder.decode(value, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = parse(text.slice(0, end));
      text = text.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parse(block: string): ServerEvent | undefined {
  const lines = block.split('\n').map(line => /^(\w+): ?(.*)$/.exec(line));
  const of = (name: string) => lines.filter(line => line?.[1] === name).map(line => line?.[2] ?? '');
  const [event] = of('event');
  const [id] = of('id');
  return event === undefined ? undefined : { event, data: of('data').join('\n'), ...(id !== undefined && { id }) };
}
