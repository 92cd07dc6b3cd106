export type * from './authoring.ts';
export { type AuthoringNote, type AuthoringOptions, createAuthoring } from './create-authoring.ts';
export { type DiffLine, diffOf } from './diff-of.ts';
export type { Author } from './draft-store.ts';
export { type By, type FlowState, flowStates, type Publication } from './flow-store.ts';
export { type Flows, loadFlows } from './load-flows.ts';
export { readFlowFiles } from './read-flow-files.ts';
export { type FlowMedia, mediaBy } from './read-media.ts';
