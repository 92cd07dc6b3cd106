export * from './create-desk.ts';
export * from './create-inbox.ts';
