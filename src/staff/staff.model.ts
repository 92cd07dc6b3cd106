import mongoose from 'mongoose';
import { type Right, type Role, rightsOf, roles } from './roles.ts';

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
  role: Role;
  /** What the role allows. */
  rights: readonly Right[];
  preferences: Preferences;
  createdAt: Date;
  /** Whoever signed in before this has to sign in again. */
  passwordChangedAt: Date;
}

export interface StaffDocument extends Omit<Staff, 'id' | 'rights'> {
  _id: string;
  passwordHash: string;
}

const schema = new mongoose.Schema<StaffDocument>(
  {
    _id: String,
    email: { type: String, required: true, lowercase: true, trim: true },
    name: { type: String, required: true, trim: true },
    role: { type: String, required: true, enum: roles },
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
  },
  { versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ email: 1 }, { unique: true });

export const StaffModel = mongoose.model<StaffDocument>('Staff', schema, 'staff');

/** What may leave the room. */
export function toStaff(document: StaffDocument): Staff {
  const { _id, email, name, role, createdAt, passwordChangedAt, preferences } = document;
  const { language, theme = 'auto', enterSends = true } = preferences ?? {};
  return {
    id: _id,
    email,
    name,
    role,
    rights: rightsOf(role),
    createdAt,
    passwordChangedAt,
    preferences: { theme, enterSends, ...(language && { language }) },
  };
}
