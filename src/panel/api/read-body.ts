import express, { type RequestHandler } from 'express';
import { AppError } from '../../lib/app-error.ts';

const deepest = 20;
const read = express.json({ limit: '1mb', type: 'application/json' });

/** Reads a body: JSON, at most 1 MB and twenty levels deep. None at all is an empty object. */
export const readBody: RequestHandler[] = [
  (req, _res, next) => {
    const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
    if (hasBody && !req.is('application/json'))
      throw new AppError('api.bad_media', 'Send the body as Content-Type: application/json.');
    next();
  },
  read,
  (req, _res, next) => {
    req.body ??= {};
    if (isDeeper(req.body, deepest)) throw new AppError('api.bad_json', `The body may be nested ${deepest} levels deep.`);
    next();
  },
];

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(each => isDeeper(each, levels - 1));
}
