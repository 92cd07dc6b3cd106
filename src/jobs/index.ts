export { createJobs } from './create-jobs.ts';
export { type JobState, jobStates, runSoon } from './job-states.ts';
export { aliveOwners, deadNeighbours, heartbeatMs, newOwner, signOff } from './processes.ts';
export { createRollCall } from './roll-call.ts';
