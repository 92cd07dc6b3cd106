import { withDeadline } from '../../src/lib/with-deadline.ts';
import { createCallMethod } from './call-method.ts';

/** Calls a method of the Bot API; rejects with what `createCallMethod` says (see `readFailure`). A field, or the `media` of an item, may be a `FilePart`. */
export type CallApi = (method: string, fields?: Record<string, unknown>, options?: CallOptions) => Promise<unknown>;
interface CallOptions {
  /** Milliseconds. */
  timeout?: number;
  signal?: AbortSignal;
}

export const officialRoot = 'https://api.telegram.org';
const defaultTimeout = 15_000;

export function createApi(token: string, apiRoot: string = officialRoot): CallApi {
  const callMethod = createCallMethod(token, apiRoot);
  return (method, fields = {}, { timeout = defaultTimeout, signal } = {}) =>
    withDeadline(timeout, deadline => callMethod(method, fields, deadline), signal);
}
