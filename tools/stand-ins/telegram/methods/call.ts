import type { Params } from '../../shared/params.ts';
import type { UploadedFile } from '../../shared/read-parameters.ts';
import type { Limits } from '../limits.ts';
import type { Updates } from '../updates.ts';
import type { Webhook } from '../webhook.ts';
import type { World } from '../world.ts';

/** One call of a method, with everything that it may look at. */
export interface Call {
  world: World;
  limits: Limits;
  updates: Updates;
  webhook: Webhook;
  params: Params;
  files: UploadedFile[];
  /** A signal that is aborted when the caller hangs up. */
  hangUp: () => AbortSignal;
}

/** Answers with `result`, or throws a BotApiError. */
export type Method = (call: Call) => unknown;

/** By their names in lower case: Telegram does not look at case. */
export type Methods = Record<string, Method>;
