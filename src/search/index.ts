export { type Found, findEverything, type Seeker } from './find-everything.ts';
export { indexProgress } from './index-messages.ts';
export { createSearchIndexer } from './search-indexer.ts';
export { plainWords, stemOf } from './stems.ts';
