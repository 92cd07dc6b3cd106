import { createHmac, randomBytes } from 'node:crypto';

/** 96 bits: nobody finds another's by trying. */
const bytes = 12;

let key: string | Buffer = randomBytes(32);

/** What the tokens of this installation are made with: the same in all its processes, and told to nobody. To be called before any delivery is planned. */
export function sealTokens(secret: string): void {
  key = secret;
}

/** The token of a delivery: the same whoever computes it, so that it need not be written down before the delivery goes out. */
export function tokenOf(delivery: string): string {
  return createHmac('sha256', key).update(delivery).digest().subarray(0, bytes).toString('base64url');
}
