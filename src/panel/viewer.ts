import type { Request, RequestHandler, Response } from 'express';
import { getSession, getStaff, noteVisit, type Staff } from '../staff/index.ts';
import { type Language, languageOf, languages } from '../texts/index.ts';
import { csrfToken } from './csrf.ts';
import type { PanelOptions } from './panel-options.ts';
import { sessionCookie } from './sessions.ts';

/** Whom a page is made for: everything that decides how a value is shown. */
export interface Viewer {
  language: Language;
  theme: string;
  timeZone: string;
  region: string;
  now: Date;
  staff?: Staff;
  /** The browser brought a session that has run out or was ended elsewhere. */
  sessionEnded?: true;
}

declare global {
  namespace Express {
    interface Locals {
      viewer?: Viewer;
      csrf?: string;
    }
  }
}

export const languageCookie = 'language';

/** Who looks, from the session where there is one, otherwise from the cookie and the browser's wish. */
export function recognizeViewer({ config, clock }: Pick<PanelOptions, 'config' | 'clock'>): RequestHandler {
  return async (req, res, next) => {
    const staff = await staffOf(req, clock.now());
    const lost = hasCookie(req) && req.session.csrfToken === undefined;
    const ended = !staff && (lost || req.session.staff !== undefined);
    res.locals.viewer = {
      language: staff?.preferences.language ?? languageOfRequest(req),
      theme: staff?.preferences.theme ?? 'auto',
      timeZone: config.timeZone,
      region: config.region,
      now: clock.now(),
      ...(staff && { staff }),
      ...(ended && { sessionEnded: true }),
    };
    // A visitor gets a session with the first page, not with a stray POST.
    if (req.accepts('html') && (req.method === 'GET' || req.session.csrfToken)) res.locals.csrf = csrfToken(req);
    next();
  };
}

/** The viewer of this response. An error before anybody was recognised is shown to a stranger. */
export function viewerOf(res: Response): Viewer {
  return (
    res.locals.viewer ?? {
      language: languageOfRequest(res.req),
      theme: 'auto',
      timeZone: 'UTC',
      region: 'RU',
      now: new Date(),
    }
  );
}

function hasCookie(req: Request): boolean {
  return new RegExp(`(^|; )${sessionCookie}=`).test(req.get('cookie') ?? '');
}

async function staffOf(req: Request, now: Date): Promise<Staff | undefined> {
  const { staff: id, since = 0, key } = req.session;
  if (!id || !key) return undefined;
  const [staff, session] = await Promise.all([getStaff(id), getSession(key)]);
  if (!staff || staff.off || session?.staff !== id || since < staff.passwordChangedAt.getTime()) return undefined;
  noteVisit(session, req.ip, now);
  return staff;
}

function languageOfRequest(req: Request): Language {
  const wished = /(?:^|;\s*)language=(\w+)/.exec(req.get('cookie') ?? '')?.[1];
  return languages.find(language => language === wished) ?? languageOf(req.acceptsLanguages()[0]?.replace('*', ''));
}
