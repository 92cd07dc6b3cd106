import type { Opts, Telegram } from 'telegraf/types';
import { withDeadline } from '../../src/lib/with-deadline.ts';
import { createCallMethod } from './call-method.ts';

/**
 * Calls a method of the Bot API; rejects with what `createCallMethod` says (see `readFailure`). The fields of a method that is named in the
 * program are checked against telegraf's types of the Bot API; a newer one takes any. A field, or the `media` of an item, may be a `FilePart`.
 */
export type CallApi = <M extends string>(method: M, fields?: FieldsOf<M>, options?: CallOptions) => Promise<unknown>;
type FieldsOf<M extends string> = M extends keyof Telegram ? Opts<M> : Record<string, unknown>;
interface CallOptions {
  /** Milliseconds. */
  timeout?: number;
  signal?: AbortSignal;
}

export const officialRoot = 'https://api.telegram.org';
const defaultTimeout = 15_000;

export function createApi(token: string, apiRoot: string = officialRoot): CallApi {
  const callMethod = createCallMethod(token, apiRoot);
  return (method, fields, { timeout = defaultTimeout, signal } = {}) =>
    withDeadline(timeout, deadline => callMethod(method, { ...fields }, deadline), signal);
}
