import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../lib/app-error.ts';
import { may, type Right, type Staff } from '../staff/index.ts';
import { endWithSession } from './open-streams.ts';
import { viewerOf } from './viewer.ts';

/** Lets in who signed in; the others sign in first and then come to where they wanted. */
export const requireStaff: RequestHandler = (req, res, next) => {
  const { staff, sessionEnded } = viewerOf(res);
  if (staff?.owesSecondFactor && !(req.baseUrl + req.path).startsWith(securityPage)) return sendTo(req, res, securityPage, 403);
  if (staff) {
    if (req.session.key && req.get('accept')?.includes('text/event-stream')) endWithSession(req.session.key, res);
    return next();
  }
  const wanted = req.get('hx-request') ? pathOf(req.get('hx-current-url')) : req.method === 'GET' ? req.originalUrl : undefined;
  const query = new URLSearchParams({ ...(wanted && wanted !== '/' && { next: wanted }), ...(sessionEnded && { ended: '1' }) });
  sendTo(req, res, query.size ? `/login?${query}` : '/login', 401);
};

/** Where whoever has to set up the second factor does it; until then nothing else is open to them. */
const securityPage = '/settings/security';

function sendTo(req: Request, res: Response, page: string, status: number): void {
  if (req.get('hx-request')) return void res.status(status).set('HX-Redirect', page).end();
  if (!req.accepts('html'))
    return void res.status(status).json({ error: status === 401 ? 'panel.signed_out' : 'panel.forbidden' });
  res.redirect(303, page);
}

/** Lets on who may; the page says so to the others. */
export function requireRight(right: Right): RequestHandler {
  return (_req, res, next) => {
    if (!may(staffOf(res), right)) throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
    next();
  };
}

/** Who signed in, behind `requireStaff`. */
export function staffOf(res: Response): Staff {
  const { staff } = viewerOf(res);
  if (!staff) throw new AppError('panel.forbidden', 'Sign in first.');
  return staff;
}

function pathOf(url: string | undefined): string | undefined {
  if (!url || !URL.canParse(url)) return undefined;
  const { pathname, search } = new URL(url);
  return pathname + search;
}
