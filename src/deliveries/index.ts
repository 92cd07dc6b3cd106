export * from './content.ts';
export * from './delivery.ts';
