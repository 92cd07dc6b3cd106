export type * from './position.ts';
