// What the editor asks of the program. An answer that is an error is thrown with its status and what the program said.

export function createServer(flow) {
  const base = `/flows/${encodeURIComponent(flow)}`;
  const headers = JSON.parse(document.body.getAttribute('hx-headers') ?? '{}');

  async function send(path, { body, signal, accept = 'application/json', form } = {}) {
    const posts = body !== undefined || form !== undefined;
    const response = await fetch(base + path, {
      method: posts ? 'POST' : 'GET',
      headers: {
        ...headers,
        accept,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        // Parts of pages are given without the page around them.
        ...(accept === 'text/html' && { 'hx-request': 'true' }),
      },
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal,
    });
    const signIn = response.headers.get('hx-redirect');
    if (signIn) location.assign(signIn);
    const given = accept === 'application/json' ? await response.json().catch(() => ({})) : await response.text();
    if (response.ok) return given;
    throw Object.assign(new Error(given.text ?? response.statusText), { status: response.status, given });
  }

  let schema;
  return {
    schema() {
      schema ??= send('/schema.json');
      return schema;
    },
    draft: () => send('/draft'),
    save: body => send('/draft', { body }),
    drop: body => send('/draft/drop', { body }),
    check: (yaml, signal) => send('/check', { body: { yaml }, signal }),
    simulate: (body, signal) => send('/simulate', { body, signal, accept: 'text/html' }),
    difference: () => send('/publish', { accept: 'text/html' }),
    publish: form => send('/publish', { form: new URLSearchParams(new FormData(form)), accept: 'text/html' }),
  };
}
