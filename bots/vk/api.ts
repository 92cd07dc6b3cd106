import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { API, APIError, APIRequest } from 'vk-io';
import { z } from 'zod';

/** Calls a method; rejects with vk-io's `APIError` for what VK refuses and with an error of the network otherwise. */
export type CallApi = (method: string, params?: Record<string, string | number | undefined>) => Promise<unknown>;

/** A call inside `execute`. */
export interface ScriptedCall {
  method: string;
  params: Record<string, string | number | undefined>;
}

/** What became of one call among others: what the method answers, or why it was refused. */
export type CallResult = { answer: unknown } | { error: unknown };

/** Makes up to 25 calls in one; rejects like `CallApi` when the whole was refused. */
export type ExecuteCalls = (calls: ScriptedCall[]) => Promise<CallResult[]>;

export interface VkApi {
  call: CallApi;
  execute: ExecuteCalls;
}

export const apiVersion = '5.199';
const officialRoot = 'https://api.vk.ru';
const timeout = 15_000;

const errorSchema = z.looseObject({ error_code: z.coerce.number(), error_msg: z.string().default('') });
const answerSchema = z.union([
  z.object({ error: errorSchema }),
  z.object({ response: z.unknown(), execute_errors: z.array(errorSchema).default([]) }),
]);

/**
 * vk-io forms and makes the request; its queue is left out on purpose: the queue takes error 6 ("too many requests") upon itself and
 * repeats for ever, while our governor has to hear of it. With the queue goes `apiLimit`: the pace is the governor's too. `onAnswer` is told
 * of every error that VK answers with, and of every answer without any.
 */
export function createApi(token: string, apiRoot?: string, onAnswer?: (code?: number) => void): VkApi {
  const apiBaseUrl = methodRoot(apiRoot);
  // vk-io types its agent as one for https and takes the other just as well, which a stand-in needs.
  const agent = apiBaseUrl.startsWith('http:')
    ? (new HttpAgent({ keepAlive: true }) as HttpsAgent)
    : new HttpsAgent({ keepAlive: true });
  const api = new API({ token, apiBaseUrl, agent, apiVersion, apiTimeout: timeout, apiRetryLimit: 0 });
  return {
    call: async (method, params = {}) => (await request(method, params)).response,
    execute: async calls => {
      const { response, execute_errors } = await request('execute', { code: writeScript(calls) });
      return readResults(calls, z.array(z.unknown()).parse(response), execute_errors);
    },
  };

  async function request(method: string, params: ScriptedCall['params']) {
    const answer = answerSchema.parse(await new APIRequest({ api, method, params }).make());
    const refusals = 'error' in answer ? [answer.error] : answer.execute_errors;
    for (const { error_code } of refusals) onAnswer?.(error_code);
    if (refusals.length === 0) onAnswer?.();
    if ('error' in answer) throw apiError(answer.error);
    return answer;
  }
}

/** An error as VK's list of them has it. */
export function apiError({ error_code, error_msg }: { error_code: number; error_msg: string }): APIError {
  return new APIError({ error_code, error_msg, request_params: [] });
}

/** VKScript takes JSON for its literals; the two line separators of Unicode end a line in a script and not in JSON. */
export function writeScript(calls: ScriptedCall[]): string {
  const list = calls.map(({ method, params }) => `API.${method}(${JSON.stringify(params)})`).join(',');
  return `return [${list}];`.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A call that failed left `false`, and its error stands among the others in their order. */
function readResults(calls: ScriptedCall[], answers: unknown[], errors: z.infer<typeof errorSchema>[]): CallResult[] {
  const left = [...errors];
  return calls.map((_call, i) => {
    const answer = answers[i];
    if (answer !== false && answer !== undefined) return { answer };
    const error = left.shift();
    return { error: error ? apiError(error) : new Error('VK did not say why it refused') };
  });
}

/** The address that method names are put behind; given with or without its `/method`. */
function methodRoot(apiRoot = officialRoot): string {
  const root = apiRoot.replace(/\/+$/, '');
  return root.endsWith('/method') ? root : `${root}/method`;
}
