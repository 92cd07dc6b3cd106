export { getCall, queueCall } from './call-store.ts';
export { type Caller, createCaller } from './create-caller.ts';
export { signatureOf } from './post-call.ts';
