export { addUtm, type UtmMarks } from './add-utm.ts';
export { agentFamily } from './agent-family.ts';
export type { Click } from './click-model.ts';
export { isPreview, type Opening } from './is-preview.ts';
