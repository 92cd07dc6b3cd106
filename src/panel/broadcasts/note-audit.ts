import type { Response } from 'express';
import type { Broadcast } from '../../broadcasts/index.ts';
import { type AuditEvent, audit } from '../../staff/index.ts';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

type MailingEvent = Extract<AuditEvent, `mailing${string}` | 'deleted'>;

/** Keeps who let a mailing go, stopped it, or threw it away. */
export async function noteAudit(res: Response, what: MailingEvent, { name }: Pick<Broadcast, 'name'>): Promise<void> {
  const { id, email } = staffOf(res);
  const { ip } = res.req;
  await audit({ at: viewerOf(res).now, what, staff: id, email, ...(ip && { address: ip }), facts: { part: name } });
}
