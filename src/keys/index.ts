export { claimAnswer, type KeptAnswer, keepAnswer, releaseAnswer } from './answers.ts';
export type { ApiKey } from './key-model.ts';
export { createKey, findKey, listKeys, revokeKey } from './keys.ts';
export { countedRequests, countRequest } from './request-counts.ts';
export { type Scope, scopes, scopesWithin } from './scopes.ts';
