import { callbackMethods } from './answer-callback-query.ts';
import type { Methods } from './call.ts';
import { editMethods } from './edit.ts';
import { receivingMethods } from './receive.ts';
import { mediaMethods } from './send-media.ts';
import { sendingMethods } from './send-text.ts';
import { settingsMethods } from './settings.ts';

export type { Call } from './call.ts';

/** Every method that the stand-in knows, by its name in lower case. */
export const methods: Methods = {
  ...receivingMethods,
  ...sendingMethods,
  ...mediaMethods,
  ...editMethods,
  ...callbackMethods,
  ...settingsMethods,
};
