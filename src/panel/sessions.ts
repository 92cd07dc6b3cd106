import { MongoStore } from 'connect-mongo';
import type { Request, RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import { signal } from '../signals/index.ts';
import { endSessions, openSession, type Staff, sessionMs } from '../staff/index.ts';
import { csrfToken } from './csrf.ts';
import type { PanelOptions } from './panel-options.ts';

declare module 'express-session' {
  interface SessionData {
    /** Who signed in. */
    staff?: string;
    /** When, in milliseconds. */
    since?: number;
    /** Under which id the staff room knows this session; once it is ended there, nobody is signed in any more. */
    key?: string;
    /** Whoever has given the password and not yet the one-time code, and until when they may, in milliseconds. */
    pending?: { staff: string; until: number };
  }
}

export const sessionCookie = 'kartoteka';
const day = 24 * 60 * 60 * 1000;
/** Between the password and the one-time code. */
const pendingFor = 10 * 60 * 1000;
/** A visitor who only looked at the sign-in page. */
const visitorFor = day / 24;

/** Sessions live in the database, so they outlive a restart and are the same on every machine. */
export function sessions({ config, database }: PanelOptions): RequestHandler {
  const store = MongoStore.create({
    client: database.client,
    dbName: database.name,
    collectionName: 'sessions',
    // Moves the end of a session at most once an hour, not with every picture of a page.
    touchAfter: 60 * 60,
    stringify: false,
  });
  return session({
    store,
    name: sessionCookie,
    secret: config.sessionSecret,
    rolling: true,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: isHttps(config.publicUrl), maxAge: visitorFor },
  });
}

export const isHttps = (url: string | undefined): boolean => url?.startsWith('https:') ?? false;

/** Begins a session of its own for whoever signed in: an id that was known before is worth nothing afterwards. */
export async function beginSession(req: Request, staff: Staff, now: Date): Promise<void> {
  const from = { agent: req.get('user-agent') ?? '', ...(req.ip && { address: req.ip }) };
  const key = await openSession(staff.id, from, now);
  await renewSession(req, session => {
    Object.assign(session, { staff: staff.id, since: now.getTime(), key });
    // Counted from the last visit.
    session.cookie.maxAge = sessionMs;
  });
}

/** Remembers whose password was right, in a session of its own that signs nobody in. */
export async function beginSecondStep(req: Request, staff: Staff, now: Date): Promise<void> {
  await renewSession(req, session => {
    session.pending = { staff: staff.id, until: now.getTime() + pendingFor };
  });
}

/**
 * A session that is told where to go next is written once more behind that answer, while the next page is being made already: what that
 * page would add to it could be lost, so its token is there from the beginning.
 */
async function renewSession(req: Request, fill: (session: SessionData) => void): Promise<void> {
  await called(done => req.session.regenerate(done));
  fill(req.session);
  csrfToken(req);
  await called(done => req.session.save(done));
}

/** Whose one-time code is awaited. */
export function pendingStaff(req: Request, now: Date): string | undefined {
  const { pending } = req.session;
  return pending && pending.until > now.getTime() ? pending.staff : undefined;
}

export async function endSession(req: Request): Promise<void> {
  const { staff, key } = req.session;
  if (staff && key) {
    await endSessions(staff, { only: key });
    signal({ topic: 'staff', about: staff });
  }
  await called(done => req.session.destroy(done));
}

function called(run: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => run(error => (error ? reject(error) : resolve())));
}
