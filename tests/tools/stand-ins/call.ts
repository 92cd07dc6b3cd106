/** One answer of a stand-in, as a client without a library sees it. */
export interface Answer {
  status: number;
  body: {
    ok?: boolean;
    result?: unknown;
    description?: string;
    response?: unknown;
    error?: { error_code: number; error_msg: string };
  };
}

export async function callTelegram(
  { url, token }: { url: string; token: string },
  method: string,
  params: unknown = {},
): Promise<Answer> {
  return await post(`${url}/bot${token}/${method}`, JSON.stringify(params), 'application/json');
}

export async function callVk(
  vk: { apiBaseUrl: string; token: string },
  method: string,
  params: Record<string, string | number> = {},
): Promise<Answer> {
  const all = { v: '5.199', access_token: vk.token, ...params };
  const form = new URLSearchParams(Object.entries(all).map(([key, value]): [string, string] => [key, String(value)]));
  return await post(`${vk.apiBaseUrl}/${method}`, form.toString(), 'application/x-www-form-urlencoded');
}

async function post(url: string, body: string, type: string): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
  const json: unknown = await response.json();
  return { status: response.status, body: isBody(json) ? json : {} };
}

const isBody = (json: unknown): json is Answer['body'] => typeof json === 'object' && json !== null;
