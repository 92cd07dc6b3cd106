import { createHmac } from 'node:crypto';

/**
 * The headers of Standard Webhooks 1.0 (standard-webhooks/spec): id, seconds, and `v1,` with the HMAC-SHA256 in base64 of
 * `<id>.<seconds>.<body>` by the secret's bytes.
 */
export function standardHeaders({
  id,
  body,
  secret,
  now,
}: {
  id: string;
  body: string;
  secret: string;
  now: Date;
}): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
