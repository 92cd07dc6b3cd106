import { APIError } from 'vk-io';
import type { MessengerState } from '../../src/messages/index.ts';
import { codeOf, describe, isUnauthorized } from './read-failure.ts';

export type Problem = Extract<MessengerState, { problem: string }>;

const unauthorized: Problem = {
  state: 'unauthorized',
  problem: 'VK does not know the token. Make a new one in the community: Manage, API usage, Access tokens; then restart.',
};

/** What keeps us from receiving, in words that say what to do. */
export function describeProblem(error: unknown): Problem {
  if (isUnauthorized(error)) return unauthorized;
  if (error instanceof APIError) return { state: 'failing', problem: `VK refuses: ${describe(error)}` };
  return { state: 'failing', problem: error instanceof WrongGroup ? error.message : describeFault(error) };
}

/** How long to rest: long where only a new token helps, else as the backoff says. */
export function restAfter(error: unknown, usual: number): number {
  return isUnauthorized(error) || error instanceof WrongGroup ? 5 * 60_000 : usual;
}

/** The token belongs to another community than the settings say. */
export class WrongGroup extends Error {
  constructor(ours: string, theirs: string) {
    super(`The token belongs to the community ${theirs}, the settings say ${ours}. Correct one of them and restart.`);
    this.name = 'WrongGroup';
  }
}

/** Storing failed: VK itself is well. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super('Events cannot be stored', { cause });
    this.name = 'NotStored';
  }
}

function describeFault(error: unknown): string {
  if (error instanceof NotStored) return `Events cannot be stored (${codeOf(error.cause)}). They wait at VK.`;
  return `VK cannot be reached (${codeOf(error)}). Work goes on trying.`;
}
