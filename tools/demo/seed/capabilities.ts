import { telegramCapabilities } from '../../../bots/telegram/capabilities.ts';
import { vkCapabilities } from '../../../bots/vk/capabilities.ts';
import { createWeb } from '../../../bots/web/index.ts';
import * as files from '../../../src/files/index.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import type { Capabilities, MessengerName } from '../../../src/messages/index.ts';

/** What each messenger can carry, so that the past looks as the messengers would have shown it. */
export function knownCapabilities(log: Logger): Record<MessengerName, Capabilities> {
  const web = createWeb({ secret: 'never used', files, log });
  return { telegram: telegramCapabilities, vk: vkCapabilities, web: web.capabilities };
}
