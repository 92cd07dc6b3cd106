import mongoose from 'mongoose';
import { currentRoles } from './role-store.ts';
import type { Right } from './roles.ts';

export const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** How a person wants the panel. */
export interface Preferences {
  language?: 'ru' | 'en';
  theme: Theme;
  /** Enter sends and Shift+Enter breaks the line; otherwise Ctrl+Enter sends. */
  enterSends: boolean;
}

/** A person of the firm, without anything secret. */
export interface Staff {
  id: string;
  email: string;
  name: string;
  /** One of `roles`, or the id of one that the owner made. */
  role: string;
  /** The name of a role that the owner made; the others are named by the texts. */
  roleName?: string;
  /** What the role allows. */
  rights: readonly Right[];
  preferences: Preferences;
  createdAt: Date;
  /** Whoever signed in before this has to sign in again. */
  passwordChangedAt: Date;
  /** Since when a one-time code is asked for after the password. */
  secondFactorSince?: Date;
  /** The role asks for the one-time code, and the person has not set it up yet. */
  owesSecondFactor: boolean;
  /** Since when the account is switched off, and whom the work went to. */
  off?: { at: Date; to?: string };
  /** Some minutes old at most. */
  lastSeenAt?: Date;
}

/** The one-time codes (RFC 6238) of an account. */
export interface SecondFactor {
  /** The shared secret, sealed with the vault of the installation. */
  secret: string;
  since: Date;
  /** The step of time of the code that was taken last: none is taken twice. */
  lastStep: number;
  /** Marks of the recovery codes that were not used yet. */
  recovery: string[];
}

export interface StaffDocument extends Omit<Staff, 'id' | 'rights' | 'roleName' | 'secondFactorSince' | 'owesSecondFactor'> {
  _id: string;
  passwordHash: string;
  secondFactor?: SecondFactor;
  /** A secret, sealed, that was shown and not confirmed yet. */
  secondFactorNew?: string;
}

const schema = new mongoose.Schema<StaffDocument>(
  {
    _id: String,
    email: { type: String, required: true, lowercase: true, trim: true },
    name: { type: String, required: true, trim: true },
    role: { type: String, required: true },
    preferences: {
      _id: false,
      type: {
        language: { type: String, enum: ['ru', 'en'] },
        theme: { type: String, enum: themes, default: 'auto' },
        enterSends: { type: Boolean, default: true },
      },
      default: () => ({}),
    },
    passwordHash: { type: String, required: true },
    passwordChangedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
    lastSeenAt: Date,
    off: { _id: false, type: { at: Date, to: String } },
    secondFactor: { _id: false, type: { secret: String, since: Date, lastStep: Number, recovery: [String] } },
    secondFactorNew: String,
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ email: 1 }, { unique: true });

export const StaffModel = mongoose.model<StaffDocument>('Staff', schema, 'staff');

/** What may leave the room. A role that does not exist any more allows nothing. */
export async function toStaff(document: StaffDocument): Promise<Staff> {
  const { _id, email, name, role, createdAt, passwordChangedAt, preferences, secondFactor, off, lastSeenAt } = document;
  const { language, theme = 'auto', enterSends = true } = preferences ?? {};
  const sheet = (await currentRoles()).get(role);
  return {
    id: _id,
    email,
    name,
    role,
    ...(sheet?.name && { roleName: sheet.name }),
    rights: sheet?.rights ?? [],
    createdAt,
    passwordChangedAt,
    ...(secondFactor && { secondFactorSince: secondFactor.since }),
    owesSecondFactor: !secondFactor && sheet?.needsSecondFactor === true,
    ...(off && { off }),
    ...(lastSeenAt && { lastSeenAt }),
    preferences: { theme, enterSends, ...(language && { language }) },
  };
}
