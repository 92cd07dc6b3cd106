import { hostname } from 'node:os';
import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { newId } from '../lib/ids.ts';

/** How often a process says that it lives, and after which silence it is taken for dead. */
export const heartbeatMs = 2000;
const silenceMs = 8000;

interface ProcessDocument {
  _id: string;
  host: string;
  pid: number;
  seenAt: Date;
}

const schema = new mongoose.Schema<ProcessDocument>(
  { _id: String, host: String, pid: Number, seenAt: Date },
  { collection: 'processes', versionKey: false },
);
schema.index({ seenAt: 1 }, { expireAfterSeconds: 3600 });
schema.index({ host: 1 });
const processes = rawCollection<ProcessDocument>(mongoose.model('Process', schema));

/** A name for this process in leases and claims, never used twice. */
export function newOwner(): string {
  return `${hostname()}:${process.pid}:${newId()}`;
}

/** Says that this process lives. */
export async function heartbeat(owner: string, now: Date): Promise<void> {
  await processes.updateOne({ _id: owner }, { $set: { host: hostname(), pid: process.pid, seenAt: now } }, { upsert: true });
}

export async function signOff(owner: string): Promise<void> {
  await processes.deleteOne({ _id: owner });
}

/**
 * Processes that are alive. Of our own host's we know at once: one whose pid is gone, or is ours under another name, was killed. Of other
 * hosts' only their silence tells.
 */
export async function aliveOwners(self: string, now: Date): Promise<string[]> {
  const found = await processes.find({ seenAt: { $gt: new Date(now.getTime() - silenceMs) } }).toArray();
  const others = found.filter(({ _id, host, pid }) => _id !== self && (host !== hostname() || runs(pid)));
  return [self, ...others.map(({ _id }) => _id)];
}

/** Processes of our own host that were killed without signing off. */
export async function deadNeighbours(self: string): Promise<string[]> {
  const found = await processes.find({ host: hostname() }).toArray();
  return found.filter(other => other._id !== self && !runs(other.pid)).map(({ _id }) => _id);
}

function runs(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
