export { type Found, findEverything, type Seeker } from './find-everything.ts';
export { indexProgress } from './index-messages.ts';
export { type MarkedPart, markWords } from './mark-words.ts';
export { createSearchIndexer } from './search-indexer.ts';
export { plainWords } from './stems.ts';
export { otherLayout } from './wrong-layout.ts';
