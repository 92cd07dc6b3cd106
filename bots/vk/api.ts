import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { API, APIError, APIRequest } from 'vk-io';
import { z } from 'zod';

/** Calls a method; rejects with vk-io's `APIError` for what VK refuses and with an error of the network otherwise. */
export type CallApi = (method: string, params?: Record<string, string | number | undefined>) => Promise<unknown>;

export const apiVersion = '5.199';
const officialRoot = 'https://api.vk.ru';
const timeout = 15_000;

const answerSchema = z.union([
  z.object({ error: z.looseObject({ error_code: z.coerce.number(), error_msg: z.string().default('') }) }),
  z.object({ response: z.unknown() }),
]);

/**
 * vk-io forms and makes the request; its queue is left out on purpose: the queue takes error 6 ("too many requests") upon itself and
 * repeats for ever, while our governor has to hear of it. With the queue goes `apiLimit`: the pace is the governor's too.
 */
export function createApi(token: string, apiRoot?: string): CallApi {
  const apiBaseUrl = methodRoot(apiRoot);
  // vk-io types its agent as one for https and takes the other just as well, which a stand-in needs.
  const agent = apiBaseUrl.startsWith('http:')
    ? (new HttpAgent({ keepAlive: true }) as HttpsAgent)
    : new HttpsAgent({ keepAlive: true });
  const api = new API({ token, apiBaseUrl, agent, apiVersion, apiTimeout: timeout, apiRetryLimit: 0 });
  return async (method, params = {}) => {
    const answer = answerSchema.parse(await new APIRequest({ api, method, params }).make());
    if ('error' in answer) throw new APIError({ ...answer.error, request_params: [] });
    return answer.response;
  };
}

/** The address that method names are put behind; given with or without its `/method`. */
function methodRoot(apiRoot = officialRoot): string {
  const root = apiRoot.replace(/\/+$/, '');
  return root.endsWith('/method') ? root : `${root}/method`;
}
