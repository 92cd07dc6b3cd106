export { type GivenSignal, signal, signalsSince, watchSignals } from './signal.ts';
export type { Signal } from './signal-model.ts';
