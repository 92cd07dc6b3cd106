import mongoose from 'mongoose';
import { memoFor, rawCollection } from '../db/index.ts';
import { isBuiltIn, type Right, rights, rightsOf, roles } from './roles.ts';

/** A role as it is in force. */
export interface RoleSheet {
  id: string;
  /** Only of roles that the owner made; the others are named by the texts. */
  name?: string;
  rights: readonly Right[];
  /** Whoever has the role signs in with a one-time code as well. */
  needsSecondFactor: boolean;
}

/** A role that the owner made, or what the owner asks of one that every installation has. */
export interface RoleDocument {
  _id: string;
  name?: string;
  rights?: Right[];
  needsSecondFactor?: boolean;
  changedAt: Date;
}

const schema = new mongoose.Schema<RoleDocument>(
  { _id: String, name: String, rights: [String], needsSecondFactor: Boolean, changedAt: Date },
  { collection: 'roles', versionKey: false, autoIndex: false, autoCreate: false },
);
export const storedRoles = rawCollection<RoleDocument>(mongoose.model('Role', schema));

/** How long a role that another process changed may still be the old one here. */
const keptMs = 2000;
const kept = memoFor<ReadonlyMap<string, RoleSheet>>(keptMs);

/** The roles by their ids, those of every installation first. Two seconds old at most, and never older than a change of this process. */
export function currentRoles(): Promise<ReadonlyMap<string, RoleSheet>> {
  return kept.get('', readRoles);
}

/** The next look reads the roles anew. */
export function forgetRoles(): void {
  kept.forget();
}

async function readRoles(): Promise<ReadonlyMap<string, RoleSheet>> {
  const stored = await storedRoles.find({}).toArray();
  const asked = new Map(stored.map(document => [document._id, document]));
  const builtIn = roles.map(id => ({ id, rights: rightsOf(id), needsSecondFactor: asked.get(id)?.needsSecondFactor === true }));
  const made = stored
    .filter(({ _id }) => !isBuiltIn(_id))
    .map(({ _id, name = _id, rights: given = [], needsSecondFactor = false }) => ({
      id: _id,
      name,
      // In their own order, and only those that there still are.
      rights: rights.filter(right => given.includes(right)),
      needsSecondFactor,
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  return new Map([...builtIn, ...made].map(sheet => [sheet.id, sheet]));
}
