import type { ApiKey } from '../../keys/index.ts';
import { type AuditEvent, audit } from '../../staff/index.ts';

/** Keeps who did something and to what: the person who made the key, by the key of this name. */
export function noteAudit(
  { key, now, contact }: { key: ApiKey; now: Date; contact?: string },
  what: AuditEvent,
  part: string,
): Promise<void> {
  return audit({ at: now, what, staff: key.by.id, ...(contact !== undefined && { contact }), facts: { part, key: key.name } });
}
