export { createAttribution } from './attribution/create-attribution.ts';
export type { DealTouch } from './attribution/touch-model.ts';
export { unreachableReasons, windows } from './attribution/windows.ts';
export type { Click } from './click-model.ts';
export { createLinks, type LinkContent } from './create-links.ts';

export * from './numbers.ts';
