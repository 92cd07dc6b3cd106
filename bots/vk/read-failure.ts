import { APIError } from 'vk-io';
import type { SendOutcome } from '../../src/messages/index.ts';

const minute = 60_000;

/** How long the whole account waits, by VK's code. 9, 14, 29 and 984 name no time; minutes, not seconds, are what helps. */
const waits: Record<number, number | undefined> = { 6: 1000, 9: 5 * minute, 14: 15 * minute, 29: 60 * minute, 984: 60 * minute };
const accountCodes = new Set([5, 7, 15, 27, 28, 912]);
const passing = new Set([1, 10]);
const blocked: Record<number, 'blocked' | 'denied' | 'deleted' | undefined> = {
  18: 'deleted',
  113: 'deleted',
  900: 'blocked',
  901: 'denied',
  902: 'denied',
  1021: 'denied',
};

/**
 * What a failed call means for a message; codes: errors.json of VKCOM/vk-api-schema 5.199. VK drops a repeated `random_id`, so where the
 * answer was lost the message may simply be sent again.
 */
export function readFailure(error: unknown, now: Date): SendOutcome {
  if (!(error instanceof APIError)) return { kind: 'retry', reason: describeSilence(error) };
  const code = Number(error.code);
  const reason = describe(error);
  const wait = waits[code];
  if (wait !== undefined) return { kind: 'later', retryAt: new Date(now.getTime() + wait), reason };
  if (passing.has(code)) return { kind: 'retry', reason };
  if (accountCodes.has(code)) return { kind: 'account', reason };
  const unreachable = blocked[code];
  return unreachable ? { kind: 'blocked', reason: unreachable } : { kind: 'broken', reason };
}

/** Whether VK refuses the token itself. */
export function isUnauthorized(error: unknown): error is APIError {
  return error instanceof APIError && refusesToken(Number(error.code));
}

export const refusesToken = (code: number): boolean => [5, 27, 28].includes(code);

/** A page instead of an answer is what the servers before VK's own say when those are away. */
function describeSilence(error: unknown): string {
  return error instanceof SyntaxError ? 'VK has an internal server error' : `VK did not answer (${codeOf(error)})`;
}

/** VK's words behind its code, and ours where VK's do not say what to do. */
export function describe(error: APIError): string {
  const hint = hints[Number(error.code)];
  return hint ? `${error.message}. ${hint}` : error.message;
}

const hints: Record<number, string | undefined> = {
  7: 'Give the token the rights: messages, photos, docs, manage.',
  9: 'VK sees too many similar messages; sending goes on in a few minutes.',
  14: 'VK wants a captcha solved by a person; log in to VK as an administrator of the community.',
  15: 'Give the token the rights: messages, photos, docs, manage.',
  29: 'VK has counted enough calls for now; sending goes on in an hour.',
  912: 'Switch on "Bot capabilities" in the community: Manage, Messages, Bot settings.',
};

/** Never the message of a network error: it may contain an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && error.code ? String(error.code) : error.name;
}
