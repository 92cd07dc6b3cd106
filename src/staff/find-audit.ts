import type { Filter } from 'mongodb';
import { type AuditKind, auditEntries, type StoredAuditEntry } from './audit.ts';

/** What of the audit is wanted; everything where nothing is named. */
export interface AuditQuery {
  staff?: string;
  kind?: AuditKind;
  contact?: string;
  /** From this moment on, and before that one. */
  from?: Date;
  to?: Date;
}

export interface AuditPage {
  entries: StoredAuditEntry[];
  /** Stands for the last one of the page: what comes after it is older. Nothing on the last page. */
  next?: string;
}

/** A page of the audit, newest first, after the entry that the page before ended with. */
export async function findAudit(query: AuditQuery, { after, limit }: { after?: string; limit: number }): Promise<AuditPage> {
  const found = await auditEntries
    .find(filterOf(query, after), { maxTimeMS: 10_000 })
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .toArray();
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  return { entries, ...(found.length > limit && last && { next: `${last.at.getTime()}.${last._id}` }) };
}

/** All of it, newest first, without holding it in memory. */
export function streamAudit(query: AuditQuery): AsyncIterable<StoredAuditEntry> {
  return auditEntries.find(filterOf(query)).sort({ at: -1, _id: -1 });
}

function filterOf({ staff, kind, contact, from, to }: AuditQuery, after?: string): Filter<StoredAuditEntry> {
  const [at = 0, id] = after?.split(/\.(.*)/s) ?? [];
  const last = new Date(Number(at));
  const upTo = id !== undefined && !Number.isNaN(last.getTime()) ? last : undefined;
  // From some moment always, so that every database goes by an index.
  const range = { $gte: from ?? new Date(0), ...(to && { $lt: to }), ...(upTo && { $lte: upTo }) };
  return {
    ...(staff && { staff }),
    ...(kind && { kind }),
    ...(contact && { contact }),
    at: range,
    // Several entries of one moment: those that were shown are passed over.
    ...(upTo && id !== undefined && { $or: [{ at: { $lt: upTo } }, { _id: { $lt: id } }] }),
  };
}
