export type * from './automation.ts';
