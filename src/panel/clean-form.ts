import type { RequestHandler } from 'express';
import { invisible } from '../lib/invisible.ts';

/** Leaves out of what a form brings the characters that nobody types and nobody sees: a null byte fits neither a field's name nor a table. */
export const cleanForm: RequestHandler = (req, _res, next) => {
  if (req.body) req.body = cleaned(req.body);
  next();
};

function cleaned(typed: unknown): unknown {
  if (typeof typed === 'string') return typed.replace(invisible, '');
  if (Array.isArray(typed)) return typed.map(cleaned);
  if (typeof typed !== 'object' || typed === null) return typed;
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, cleaned(value)]));
}
