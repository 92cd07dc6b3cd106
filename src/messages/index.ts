export type * from './capabilities.ts';
export type * from './messenger.ts';
export * from './vocabulary.ts';
