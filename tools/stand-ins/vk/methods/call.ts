import type { Failures } from '../../shared/failures.ts';
import { integerOf, type Params, textOf } from '../../shared/params.ts';
import type { CallbackServers } from '../callback-servers.ts';
import type { LongPoll } from '../long-poll.ts';
import { invalidParameter, VkError } from '../vk-error.ts';
import type { VkWorld } from '../world.ts';

/** One call of a method, by itself or inside execute. */
export interface Call {
  world: VkWorld;
  longPoll: LongPoll;
  callbacks: CallbackServers;
  failures: Failures;
  permissions: Set<string>;
  params: Params;
}

/** Answers with `response`, or throws a VkError. */
export type Method = (call: Call) => unknown;
export type Methods = Record<string, Method>;

/** A parameter that has to be there. */
export function required(params: Params, name: string): string {
  const value = textOf(params, name);
  if (value === '') throw invalidParameter(`${name} is undefined`);
  return value;
}

export function requiredInteger(params: Params, name: string): number {
  required(params, name);
  const value = integerOf(params, name);
  if (value === undefined) throw invalidParameter(`${name} not integer`);
  return value;
}

/** `group_id` has to be ours wherever it stands. */
export function checkGroup({ world, params }: Call, isRequired = true): void {
  if (!isRequired && textOf(params, 'group_id') === '') return;
  if (requiredInteger(params, 'group_id') !== world.group.id) throw new VkError(15, 'Access denied: no access to this group');
}
