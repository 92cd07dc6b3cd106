export { type AuditEntry, audit, readAudit } from './audit.ts';
export { changePassword, changeProfile, getStaff, staffNames } from './change-profile.ts';
export { createOwner, ensureOwner, needsOwner } from './create-owner.ts';
export { makeFirstVisitCode } from './first-visit.ts';
export { may, type Right, type Role, roles } from './roles.ts';
export { type Credentials, signIn } from './sign-in.ts';
export { type Preferences, type Staff, type Theme, themes } from './staff.model.ts';
