import mongoose from 'mongoose';
import { nanoid } from 'nanoid';
import { insertNew, loadSetting, rawCollection, saveSetting } from '../db/index.ts';
import { batching } from '../lib/batching.ts';

/** What is kept, by its kind: the page of the audit is narrowed by it. */
export const auditKinds = {
  signIns: ['signedIn', 'signInRefused', 'signInLocked', 'signedOut', 'sessionsEnded'],
  accounts: [
    'ownerCreated',
    'invited',
    'invitationRevoked',
    'joined',
    'passwordChanged',
    'passwordResetOffered',
    'secondFactorOn',
    'secondFactorOff',
    'recoveryCodesMade',
    'unlocked',
    'switchedOff',
    'switchedOn',
    'handedOver',
  ],
  roles: ['roleCreated', 'roleChanged', 'roleRemoved', 'roleGiven'],
  views: ['cardViewed'],
  exports: ['exported', 'imported', 'importRolledBack', 'auditExported'],
  deletions: ['deleted', 'restored', 'merged', 'unmerged', 'erased', 'swept'],
  settings: ['settingsChanged', 'keyCreated', 'keyRevoked'],
  flows: [
    'flowCreated',
    'flowPublished',
    'flowRolledBack',
    'flowImported',
    'draftDropped',
    'dialoguesPublished',
    'peopleMoved',
    'moveStopped',
  ],
  mailings: [
    'mailingScheduled',
    'mailingUnscheduled',
    'mailingPaused',
    'mailingResumed',
    'mailingCancelled',
    'mailingSentChanged',
    'mailingSentRemoved',
  ],
  automations: ['automationSwitchedOn', 'automationSwitchedOff', 'automationRemoved'],
  messengers: ['messengerConnected', 'messengerReplaced', 'messengerDisconnected', 'messengerSwitched', 'messengerSetUp'],
} as const;
export type AuditKind = keyof typeof auditKinds;
export type AuditEvent = (typeof auditKinds)[AuditKind][number];

/** Something that has to be found again when an account was misused. */
export interface AuditEntry {
  at: Date;
  what: AuditEvent;
  /** Who did it. */
  staff?: string;
  email?: string;
  /** The network address it came from. */
  address?: string;
  /** The person of the staff it was done to. */
  subject?: string;
  /** The contact it was done to. */
  contact?: string;
  /** The flow, and its revision, that it was done to. */
  flow?: string;
  revision?: string;
  /** The messenger that it was done to, and how its messages come from then on. Never a token. */
  messenger?: string;
  transport?: string;
  /** What else tells what was done: which part of the settings, how many rows. Words and numbers, never a secret. */
  facts?: Record<string, string | number | boolean>;
}

export type StoredAuditEntry = AuditEntry & { _id: string; kind: AuditKind };

const schema = new mongoose.Schema<StoredAuditEntry>(
  {
    _id: String,
    at: { type: Date, required: true },
    what: { type: String, required: true },
    kind: String,
    staff: String,
    email: String,
    address: String,
    subject: String,
    contact: String,
    flow: String,
    revision: String,
    messenger: String,
    transport: String,
    facts: {},
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ at: -1, _id: -1 });
schema.index({ staff: 1, at: -1, _id: -1 });
schema.index({ kind: 1, at: -1, _id: -1 });
schema.index({ contact: 1, at: -1, _id: -1 });

export const auditEntries = rawCollection<StoredAuditEntry>(mongoose.model('Audit', schema, 'audit'));

const kindOf = new Map<AuditEvent, AuditKind>(
  Object.entries(auditKinds).flatMap(([kind, events]) => events.map(event => [event, kind as AuditKind] as const)),
);

/** Under one key an entry is kept once. Entries of many callers travel together. */
const keep = batching<StoredAuditEntry, boolean>(entries => insertNew(auditEntries, entries));

/** Adds to the audit; nothing changes an entry. With a key that is there already nothing happens. */
export async function audit(entry: AuditEntry, key: string = nanoid()): Promise<void> {
  const known = Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
  await keep({ ...known, at: entry.at, what: entry.what, kind: kindOf.get(entry.what) ?? 'settings', _id: key });
}

const viewMs = 10 * 60 * 1000;

/** Notes beside everything else who opened which card, once in ten minutes. Never throws and holds nobody up. */
export function auditView({ staff, contact, at }: { staff: { id: string; email: string }; contact: string; at: Date }): void {
  const key = `view:${staff.id}:${contact}:${Math.floor(at.getTime() / viewMs)}`;
  // The database did not answer: then the page could not be shown either.
  audit({ at, what: 'cardViewed', staff: staff.id, email: staff.email, contact }, key).catch(() => undefined);
}

/** The latest entries, newest first. */
export async function readAudit(limit: number): Promise<AuditEntry[]> {
  return (
    auditEntries
      // The condition holds for all; DocumentDB takes the index by it.
      .find({ at: { $gt: new Date(0) } }, { projection: { _id: 0, kind: 0 } })
      .sort({ at: -1, _id: -1 })
      .limit(limit)
      .toArray()
  );
}

const keptDays = 365;
const day = 24 * 60 * 60 * 1000;

/** For how many days the audit is kept. */
export async function auditDays(): Promise<number> {
  return Number(await loadSetting('audit.days')) || keptDays;
}

/** How long the audit is kept from now on. */
export async function keepAuditFor(days: number, { by, now }: { by: { id: string; email: string }; now: Date }): Promise<void> {
  await saveSetting('audit.days', String(days));
  await audit({ at: now, what: 'settingsChanged', staff: by.id, email: by.email, facts: { part: 'audit', days } });
}

/** Lets go of what is older than the audit is kept. Answers how many entries went. */
export async function sweepAudit(now: Date): Promise<number> {
  const before = new Date(now.getTime() - (await auditDays()) * day);
  return (await auditEntries.deleteMany({ at: { $lt: before } })).deletedCount;
}
