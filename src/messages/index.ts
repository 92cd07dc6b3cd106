export type * from './capabilities.ts';
export * from './delivery-queue.ts';
export * from './fit-message.ts';
export * from './history.ts';
export * from './keep-message.ts';
export type * from './messenger.ts';
export type * from './stored-message.ts';
export * from './vocabulary.ts';
export { watchMessages } from './watch-messages.ts';
