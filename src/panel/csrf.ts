import { csrfSync } from 'csrf-sync';

const field = '_csrf';

const protection = csrfSync({
  // htmx and uploads tell it in a header, plain forms in a field.
  getTokenFromRequest: req => req.get('x-csrf-token') ?? fieldOf(req.body),
  errorConfig: { statusCode: 403, code: 'panel.bad_csrf', message: 'The page is too old. Reload it and try again.' },
});

/** Refuses whatever changes something and does not come from a page of ours. */
export const csrf = protection.csrfSynchronisedProtection;
/** The token of the session, made with the first page that has a form. */
export const csrfToken = protection.generateToken;

function fieldOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !(field in body)) return undefined;
  const value: unknown = body[field];
  return typeof value === 'string' ? value : undefined;
}
