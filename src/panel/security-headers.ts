import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { isHttps } from './sessions.ts';

/** Nothing inline, nothing from elsewhere, framed by nobody. */
export function securityHeaders(publicUrl: string | undefined): RequestHandler {
  const https = isHttps(publicUrl);
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", nonceForEditor],
        // Tabler's stylesheet carries its small pictures inside; previews of files to be sent are blobs.
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: https && { maxAge: 180 * 24 * 60 * 60, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
}

declare module 'node:http' {
  interface ServerResponse {
    styleNonce?: string;
  }
}

const editorPage = /^\/flows\/[^/]+\/edit(\?|$)/;

/** The editor of flows writes a stylesheet of its own into its page; that one page lets in styles that know this answer's secret. */
function nonceForEditor(req: IncomingMessage, res: ServerResponse): string {
  if (!editorPage.test(req.url ?? '')) return "'self'";
  res.styleNonce = randomBytes(16).toString('base64');
  return `'nonce-${res.styleNonce}'`;
}
