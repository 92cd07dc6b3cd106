export { type AuditEntry, audit, readAudit } from './audit.ts';
export { changePassword, changeProfile, getStaff, staffNames } from './change-profile.ts';
export { createOwner, ensureOwner, needsOwner } from './create-owner.ts';
export { makeFirstVisitCode } from './first-visit.ts';
export { may, type Right, type Role } from './roles.ts';
export { signIn } from './sign-in.ts';
export { type Staff, themes } from './staff.model.ts';
export { answersCustomers, nextInTurn, staffByEmail } from './whose-turn.ts';
