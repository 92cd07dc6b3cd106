type Form = Record<string, string> | [string, string][];

/** A browser as far as cookies, forms and the CSRF token go; redirects are not followed. */
export function visitor(origin: () => string, headers: Record<string, string> = {}) {
  const cookies = new Map<string, string>();
  let csrf = '';

  async function request(path: string, init: RequestInit = {}): Promise<Response & { page: string }> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(origin() + path, {
      redirect: 'manual',
      ...init,
      headers: {
        accept: 'text/html',
        'accept-language': 'ru',
        ...headers,
        ...(cookie && { cookie }),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const page = await response.text();
    csrf =
      /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ??
      /x-csrf-token&quot;:&quot;([^&]+)|"x-csrf-token":"([^"]+)"/.exec(page)?.slice(1).find(Boolean) ??
      csrf;
    return Object.assign(response, { page });
  }

  const self = {
    cookies,
    get: (path: string, extra: Record<string, string> = {}) => request(path, { headers: extra }),
    /** Sends a form with the token of the last page seen. */
    post: (path: string, form: Form = {}, extra: Record<string, string> = {}) =>
      request(path, {
        method: 'POST',
        headers: extra,
        body: new URLSearchParams([...new URLSearchParams(form), ['_csrf', csrf]]),
      }),
    /** Sends JSON as a page's script does, and reads the same. */
    json: (path: string, body: unknown) =>
      request(path, {
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify(body),
      }),
    /** A form without a token. */
    postBare: (path: string, form: Form = {}) => request(path, { method: 'POST', body: new URLSearchParams(form) }),
    upload: (path: string, body: FormData) => request(path, { method: 'POST', headers: { 'x-csrf-token': csrf }, body }),
    token: () => csrf,
    async signIn({ email, password }: { email: string; password: string }) {
      await self.get('/login');
      const response = await self.post('/login', { email, password });
      await self.get('/settings');
      return response;
    },
  };
  return self;
}
