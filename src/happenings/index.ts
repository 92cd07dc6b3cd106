export { createFeed } from './create-feed.ts';

export * from './happening.ts';
