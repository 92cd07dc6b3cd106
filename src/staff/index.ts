export {
  type AuditEntry,
  type AuditEvent,
  type AuditKind,
  audit,
  auditDays,
  auditKinds,
  auditView,
  keepAuditFor,
  readAudit,
  type StoredAuditEntry,
  sweepAudit,
} from './audit.ts';
export { changePassword, changeProfile, getStaff, staffNames } from './change-profile.ts';
export { changeRoleSheet, createRole, listRoles, removeRole } from './change-role.ts';
export { createOwner, ensureOwner, needsOwner } from './create-owner.ts';
export { type AuditQuery, findAudit, streamAudit } from './find-audit.ts';
export { makeFirstVisitCode } from './first-visit.ts';
export {
  type Invitation,
  invitations,
  invite,
  join,
  offerReset,
  readLink,
  renewInvitation,
  resetPassword,
  revokeInvitation,
} from './links.ts';
export { passwordLength } from './passwords.ts';
export {
  activeStaff,
  giveRole,
  listStaff,
  lockedStaff,
  refuseSuccessor,
  subjectOf,
  switchOff,
  switchOn,
  takeSecondFactor,
  unlock,
} from './people.ts';
export type { RoleSheet } from './role-store.ts';
export { isBuiltIn, may, mayGive, type Right, type Role, rights } from './roles.ts';
export {
  checkSecondFactor,
  confirmSecondFactor,
  dropSecondFactor,
  offeredSecondFactor,
  offerSecondFactor,
  recoveryCodesLeft,
  renewRecoveryCodes,
  type Safe,
} from './second-factor.ts';
export {
  endSessions,
  getSession,
  noteVisit,
  openAmong,
  openSession,
  type StaffSession,
  sessionMs,
  sessionsOf,
} from './sessions.ts';
export { signIn } from './sign-in.ts';
export { type Staff, themes } from './staff.model.ts';
export { limitTries } from './tries.ts';
export { answersCustomers, nextInTurn, staffByEmail } from './whose-turn.ts';
