export { type Alarm, createAlarm } from './create-alarm.ts';
export * from './create-desk.ts';
export * from './create-inbox.ts';
