import { MongoStore } from 'connect-mongo';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import type { Staff } from '../staff/index.ts';
import type { PanelOptions } from './panel-options.ts';

declare module 'express-session' {
  interface SessionData {
    /** Who signed in. */
    staff?: string;
    /** When, in milliseconds. */
    since?: number;
  }
}

export const sessionCookie = 'kartoteka';
const day = 24 * 60 * 60 * 1000;
/** Counted from the last visit. */
const signedInFor = 14 * day;
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
  await called(done => req.session.regenerate(done));
  req.session.staff = staff.id;
  req.session.since = now.getTime();
  req.session.cookie.maxAge = signedInFor;
  await called(done => req.session.save(done));
}

export async function endSession(req: Request): Promise<void> {
  await called(done => req.session.destroy(done));
}

function called(run: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => run(error => (error ? reject(error) : resolve())));
}
