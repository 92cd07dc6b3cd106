import mongoose from 'mongoose';
import { nanoid } from 'nanoid';

/** Something that has to be found again when an account was misused. */
export interface AuditEntry {
  at: Date;
  what:
    | 'ownerCreated'
    | 'signedIn'
    | 'signInRefused'
    | 'signedOut'
    | 'passwordChanged'
    | 'flowCreated'
    | 'flowPublished'
    | 'flowRolledBack'
    | 'flowImported'
    | 'draftDropped'
    | 'dialoguesPublished'
    | 'peopleMoved'
    | 'moveStopped'
    | 'messengerConnected'
    | 'messengerReplaced'
    | 'messengerDisconnected'
    | 'messengerSwitched'
    | 'messengerSetUp';
  staff?: string;
  email?: string;
  /** The network address it came from. */
  address?: string;
  /** The flow, and its revision, that it was done to. */
  flow?: string;
  revision?: string;
  /** The messenger that it was done to, and how its messages come from then on. Never a token. */
  messenger?: string;
  transport?: string;
}

const schema = new mongoose.Schema<AuditEntry & { _id: string }>(
  {
    _id: String,
    at: { type: Date, required: true },
    what: { type: String, required: true },
    staff: String,
    email: String,
    address: String,
    flow: String,
    revision: String,
    messenger: String,
    transport: String,
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ at: -1 });
schema.index({ staff: 1, at: -1 });

const AuditModel = mongoose.model('Audit', schema, 'audit');

/** Adds to the audit; nothing ever changes or removes an entry. */
export async function audit(entry: AuditEntry): Promise<void> {
  await AuditModel.create({ _id: nanoid(), ...entry });
}

/** The latest entries, newest first. */
export async function readAudit(limit: number): Promise<AuditEntry[]> {
  return AuditModel.find({}, { _id: 0 }).sort({ at: -1 }).limit(limit).lean<AuditEntry[]>();
}
