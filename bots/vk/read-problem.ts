import { APIError } from 'vk-io';
import type { MessengerState, Problem, ProblemCode } from '../../src/messages/index.ts';
import { codeOf, isUnauthorized } from './read-failure.ts';

/** A state in which something is wrong. */
export type Trouble = Extract<MessengerState, { problem: Problem }>;

export const unauthorized: Trouble = { state: 'unauthorized', problem: { code: 'token' } };

/** What keeps us from receiving. */
export function describeProblem(error: unknown): Trouble {
  if (isUnauthorized(error)) return unauthorized;
  return { state: 'failing', problem: problemOf(error) };
}

/** How long to rest: long where only a new token helps, else as the backoff says. */
export function restAfter(error: unknown, usual: number): number {
  return isUnauthorized(error) || error instanceof WrongGroup ? 5 * 60_000 : usual;
}

/** The token belongs to another community than the settings say. */
export class WrongGroup extends Error {
  readonly groups: { ours: string; theirs: string };

  constructor(ours: string, theirs: string) {
    super(`The token belongs to the community ${theirs}, the settings say ${ours}`);
    this.name = 'WrongGroup';
    this.groups = { ours, theirs };
  }
}

/** Storing failed: VK itself is well. */
export class NotStored extends Error {
  constructor(cause: unknown) {
    super('Events cannot be stored', { cause });
    this.name = 'NotStored';
  }
}

/** The refusals that ask for something else than trying again, by VK's code; see `readFailure`. */
const codes: Record<number, ProblemCode | undefined> = { 7: 'rights', 14: 'captcha', 15: 'rights', 29: 'limit' };

function problemOf(error: unknown): Problem {
  if (error instanceof WrongGroup) return { code: 'wrongGroup', values: error.groups };
  if (error instanceof NotStored) return { code: 'notStored', values: { fault: codeOf(error.cause) } };
  if (!(error instanceof APIError)) return { code: 'unreachable', values: { fault: codeOf(error) } };
  return { code: codes[Number(error.code)] ?? 'refused', values: { said: error.message } };
}
