export * from './connect.ts';
export * from './duplicate-key.ts';
export * from './guarded-update.ts';
export * from './raw-collection.ts';
