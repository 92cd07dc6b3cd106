export { addUtm, type UtmMarks } from './add-utm.ts';
export { type Attribution, createAttribution } from './attribution/create-attribution.ts';
export type { DealTouch } from './attribution/touch-model.ts';
export { unreachableReasons, windows } from './attribution/windows.ts';
export type { Click } from './click-model.ts';
export { createLinks, type LinkContent, type Links } from './create-links.ts';
export type { Opening } from './is-preview.ts';
export * from './numbers.ts';
