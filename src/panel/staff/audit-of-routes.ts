import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { type AuditEntry, type AuditEvent, audit } from '../../staff/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { viewerOf } from '../viewer.ts';

/** What is kept of requests by their address alone, so that a new page of the settings needs nothing of its own. */
const noted: [request: RegExp, what: AuditEvent][] = [
  // Those of one's own, of people and roles, and those that tell more by themselves are not here.
  [/^POST \/settings\/(?!alerts|api|security|staff|roles|audit|password|fields|grading|jobs)([\w-]+)/, 'settingsChanged'],
  [/^POST \/contacts\/trash$/, 'deleted'],
  [/^POST \/contacts\/trash\/restore$/, 'restored'],
  [/^POST \/contacts\/merges$/, 'merged'],
  [/^POST \/contacts\/merges\/[^/]+\/undo$/, 'unmerged'],
  [/^POST \/(deals|tasks)\/[^/]+\/trash$/, 'deleted'],
  [/^POST \/(segments|broadcasts)\/[^/]+\/remove$/, 'deleted'],
  [/^POST \/(deals|tasks)\/[^/]+\/restore$/, 'restored'],
];

const list = z.union([z.string().transform(id => [id]), z.array(z.string())]);
const touched = z.object({ ids: list.optional(), survivor: z.string().optional() }).partial().catch({});
/** So many contacts of one request are named one by one; of more only the number is kept. */
const mostNamed = 50;

/** Keeps in the audit what was changed for everybody, thrown away, brought back, united; beside the answer, once it went well. */
export function auditOfRoutes({ clock, log }: Pick<PanelOptions, 'clock' | 'log'>): RequestHandler {
  return (req, res, next) => {
    const { staff } = viewerOf(res);
    const request = `${req.method} ${req.path}`;
    const found = noted.flatMap(([pattern, what]) => {
      const match = pattern.exec(request);
      return match ? [{ what, part: match[1] }] : [];
    })[0];
    if (staff && found) {
      const body: unknown = req.body;
      res.on('finish', () => {
        if (res.statusCode >= 400) return;
        const by = { at: clock.now(), staff: staff.id, email: staff.email, ...(req.ip && { address: req.ip }) };
        const entries = entriesOf({ ...by, what: found.what }, { part: found.part, body });
        Promise.all(entries.map(entry => audit(entry))).catch(error =>
          log.error({ err: error }, 'the audit could not be written'),
        );
      });
    }
    next();
  };
}

function entriesOf(entry: AuditEntry, { part, body }: { part: string | undefined; body: Request['body'] }): AuditEntry[] {
  const { ids = [], survivor } = touched.parse(body ?? {});
  if (ids.length > mostNamed) return [{ ...entry, facts: { count: ids.length } }];
  if (ids.length > 0) return ids.map(contact => ({ ...entry, contact }));
  return [{ ...entry, ...(survivor && { contact: survivor }), ...(part && { facts: { part } }) }];
}
