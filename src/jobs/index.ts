export { createJobs } from './create-jobs.ts';
export { aliveOwners, deadNeighbours, heartbeat, heartbeatMs, newOwner, signOff } from './processes.ts';
