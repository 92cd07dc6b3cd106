import type { Request } from 'express';

/** A whole address that can be sent to somebody: under the public address where there is one, else the one the panel was opened at. */
export function linkTo(req: Request, publicUrl: string | undefined, path: string): string {
  return `${publicUrl ?? `${req.protocol}://${req.get('host')}`}${path}`;
}
