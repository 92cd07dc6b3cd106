export * from './change-feed.ts';
export * from './connect.ts';
export * from './duplicate-key.ts';
export * from './guarded-update.ts';
export { openDatabase } from './open-database.ts';
export * from './raw-collection.ts';
export * from './settings.ts';
export * from './transient.ts';
export { updateCommand } from './write-command.ts';
