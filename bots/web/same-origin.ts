import type { RequestHandler } from 'express';

/**
 * Lets only our own page change anything: a browser names the page's origin on every POST (Fetch standard, 3.2 "Origin"), and the
 * frame's page is ours whichever site it stands on. Programs that are no browser carry nobody's cookie and may leave it out.
 */
export function sameOrigin(publicUrl: string | undefined): RequestHandler {
  const ours = publicUrl ? new URL(publicUrl).origin : undefined;
  return (req, res, next) => {
    const { origin } = req.headers;
    const from = req.headers['sec-fetch-site'];
    const own =
      origin === undefined ? from === undefined || from === 'same-origin' : origin === ours || hostOf(origin) === req.host;
    if (own) return next();
    res
      .status(403)
      .json({ code: 'chat.foreign_origin', message: 'The chat takes messages from its own page only. Embed it with chat.js.' });
  };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
