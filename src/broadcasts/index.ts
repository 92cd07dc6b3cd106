export type * from './broadcast.ts';
export { broadcastStates } from './broadcast.ts';
export { type BroadcastPatch, type BroadcastSettings, broadcastPatch, broadcastSettings } from './broadcast-schema.ts';
export { copyBroadcast, createDraft, type Doing, removeBroadcast, saveDraft } from './drafts.ts';
export * from './read-broadcasts.ts';
