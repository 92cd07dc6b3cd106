export * from './advance.ts';
export * from './conversation.ts';
export * from './lease.ts';
export * from './list-conversations.ts';
export * from './record-run.ts';
export { dueConversations, settleWakeAt, wakeAtOf } from './wake-at.ts';
