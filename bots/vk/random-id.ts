import { createHash } from 'node:crypto';

/**
 * The `random_id` of a delivery: the same int32 on every attempt, so that VK drops repetitions (for an hour, within a dialog;
 * https://dev.vk.com/ru/method/messages.send). Never 0, which would switch that off.
 */
export function randomId(key: string): number {
  return createHash('sha256').update(key).digest().readInt32BE() || 1;
}
