export { createFeed, type Feed } from './create-feed.ts';
export { happened, type Known } from './happened.ts';
export * from './happening.ts';
