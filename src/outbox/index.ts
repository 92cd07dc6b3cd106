export * from './create-outbox.ts';
export * from './governor.ts';
