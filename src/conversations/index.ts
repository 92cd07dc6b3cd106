export * from './advance.ts';
export * from './conversation.ts';
export { customersWaiting } from './customers-waiting.ts';
export * from './lease.ts';
export * from './list-conversations.ts';
export { countPeople, peopleIn } from './people-in-flows.ts';
export * from './record-run.ts';
export { dueConversations, settleWakeAt, wakeAtOf } from './wake-at.ts';
