import { Readable } from 'node:stream';
import { pino } from 'pino';
import { createVk, type Vk, type VkOptions } from '../../../bots/vk/index.ts';
import { samplePhoto, sampleVoice, type VkStandIn } from '../../../tools/stand-ins/index.ts';
import { hastyClock } from '../../support/hasty-clock.ts';
import { memoryCursor } from './memory-cursor.ts';

/** A community of the stand-in as a messenger, whose files are a picture or a voice note. */
export function makeVk(standIn: VkStandIn, options: Partial<VkOptions> = {}): Vk {
  return createVk({
    token: standIn.token,
    groupId: String(standIn.group.id),
    apiRoot: standIn.url,
    transport: 'longpoll',
    openFile: async ({ kind }) => Readable.from([kind === 'voice' ? sampleVoice : samplePhoto]),
    cursor: memoryCursor(),
    clock: hastyClock(),
    log: pino({ level: 'silent' }),
    ...options,
  });
}
