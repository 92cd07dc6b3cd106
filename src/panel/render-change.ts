import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { renderPart } from './render.ts';

/** Values with a mark of their own, by which the page asks whether they are still so. */
export function marked<T extends object>(values: T): T & { seen: string } {
  return { ...values, seen: createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, 16) };
}

/** Answers with a part that the page asks for again and again: nothing is exchanged, nor read out anew, while nothing has changed. */
export function renderChange(req: Request, res: Response, partial: string, values: object): void {
  const now = marked(values);
  if (req.query.seen === now.seen) res.status(204).end();
  else renderPart(res, partial, { ...now });
}
