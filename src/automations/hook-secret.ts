import { createHash, randomBytes } from 'node:crypto';

/** 192 bits: nobody finds another's by trying. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** What is kept of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
