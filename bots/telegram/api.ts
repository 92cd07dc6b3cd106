import { Agent as HttpAgent } from 'node:http';
import { Telegram } from 'telegraf';
import { withDeadline } from '../../src/lib/with-deadline.ts';
import { createCallJson } from './call-json.ts';
import { createConnectAgent } from './connect-agent.ts';

/** Calls a method of the Bot API; rejects with what telegraf throws (see `readFailure`). telegraf itself carries the files. */
export type CallApi = (method: string, fields?: Record<string, unknown>, options?: CallOptions) => Promise<unknown>;
interface CallOptions {
  /** Milliseconds; telegraf's own limit of 500 s is longer than anybody waits. */
  timeout?: number;
  signal?: AbortSignal;
}

export const officialRoot = 'https://api.telegram.org';
const defaultTimeout = 15_000;

/** telegraf's types stand still at Bot API 7.1 while the server is at 10.1, so of the library only the way over the wire is used. */
interface UntypedApi {
  readonly options: { agent?: object | undefined };
  callApi(method: string, payload: object, options?: { signal?: object }): Promise<unknown>;
}

export function createApi(token: string, apiRoot: string = officialRoot): CallApi {
  const telegram: UntypedApi = new Telegram(token, { apiRoot, webhookReply: false, agent: createConnectAgent() });
  // telegraf drops the agent for http, and would open a connection for every call to a Bot API server on the premises.
  if (apiRoot.startsWith('http:')) telegram.options.agent = new HttpAgent({ keepAlive: true });
  const callJson = createCallJson(token, apiRoot);
  return (method, fields = {}, { timeout = defaultTimeout, signal } = {}) =>
    withDeadline(
      timeout,
      deadline =>
        carriesFile(fields) ? telegram.callApi(method, fields, { signal: deadline }) : callJson(method, fields, deadline),
      signal,
    );
}

/** Whether a file goes along, by telegraf's mark of one: in a field of its own or in an album. */
function carriesFile(fields: Record<string, unknown>): boolean {
  return Object.values(fields).some(value => isFile(value) || (Array.isArray(value) && value.some(holdsFile)));
}

function holdsFile(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'media' in item && isFile(item.media);
}

function isFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'source' in value;
}
