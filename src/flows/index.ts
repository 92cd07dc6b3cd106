export { type FlowState, flowStates } from './flow-store.ts';
export { type Flows, loadFlows } from './load-flows.ts';
export { readFlowFiles } from './read-flow-files.ts';
