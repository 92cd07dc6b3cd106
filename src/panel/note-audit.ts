import type { Response } from 'express';
import { type AuditEvent, audit } from '../staff/index.ts';
import { staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

/** Keeps who did something, from where, and to what: a name that says later what it was. */
export async function noteAudit(res: Response, what: AuditEvent, part: string): Promise<void> {
  const { id, email } = staffOf(res);
  const { ip } = res.req;
  await audit({ at: viewerOf(res).now, what, staff: id, email, ...(ip && { address: ip }), facts: { part } });
}
