export { type GivenSignal, type Signal, signal, signalsSince, watchSignals } from './signal.ts';
