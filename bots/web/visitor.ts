import { sign, unsign } from 'cookie-signature';
import type { Request, Response } from 'express';
import { newId } from '../../src/lib/ids.ts';

const cookieName = 'kartoteka_chat';
/** Browsers keep no cookie for longer than 400 days. */
const keptForMs = 365 * 24 * 60 * 60 * 1000;
/** So that nothing else that is signed with the same secret passes for a visitor. */
const purpose = 'chat:';

/** Who is asking: a random id in a signed cookie that no script can read. A forged or foreign one counts as none. */
export function createVisitors({ secret, https }: { secret: string; https: boolean | undefined }) {
  function known(req: Request): string | undefined {
    const signed = readCookie(req, cookieName);
    const value = (signed && unsign(signed, secret)) || undefined;
    return value?.startsWith(purpose) ? value.slice(purpose.length) : undefined;
  }

  /** The visitor's id, made now for whoever has none; their cookie lives on from today. */
  function welcome(req: Request, res: Response): string {
    const identity = known(req) ?? newId();
    const secure = https ?? req.secure;
    res.cookie(cookieName, sign(purpose + identity, secret), {
      httpOnly: true,
      path: req.baseUrl || '/',
      maxAge: keptForMs,
      // Within a frame on another site a cookie comes back only as None, and that only over https.
      ...(secure ? { secure, sameSite: 'none', partitioned: true } : { sameSite: 'lax' }),
    });
    return identity;
  }

  return { known, welcome };
}
export type Visitors = ReturnType<typeof createVisitors>;

function readCookie(req: Request, name: string): string | undefined {
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() !== name || !value) continue;
    try {
      return decodeURIComponent(value.trim());
    } catch {
      return;
    }
  }
  return;
}
