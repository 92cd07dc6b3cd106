export * from './apply-patch.ts';
export * from './change-contact.ts';
export * from './contact.ts';
export * from './find-or-create.ts';
export * from './get-contact.ts';
export * from './list-contacts.ts';
export { writeContact } from './write-contact.ts';
