export { type Signal, signal, watchSignals } from './signal.ts';
