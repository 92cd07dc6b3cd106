export { changesOf } from './change-sent.ts';
export { type Alarm, createAlarm } from './create-alarm.ts';
export * from './create-desk.ts';
export * from './create-inbox.ts';
export { createMover, type Mover } from './create-mover.ts';
export { type ArrivedEvent, lastEvents } from './event-store.ts';
export { canBeAnswered } from './quote-for.ts';
export { replyBy, usualHours } from './reply-by.ts';
export { openWorkingHours, saveWorkingHours } from './working-hours.ts';
