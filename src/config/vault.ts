import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps other people's secrets (tokens of messengers) unreadable in the database. */
export interface Vault {
  /** Encrypts a text so that it opens only under the same name. The same text never looks the same twice. */
  seal(name: string, text: string): string;
  /** The text, or nothing when it was sealed with another secret, under another name, or was changed. */
  open(name: string, sealed: string): string | undefined;
  /** Tells two texts apart without showing either. */
  mark(text: string): string;
}

const cipher = 'aes-256-gcm';
const sizes = { nonce: 12, tag: 16, key: 32 };
/** Stands before what is sealed, so that another way can follow one day. */
const version = 'v1.';

/** A vault whose key is derived (HKDF) from the secret of the installation: whoever has only the database, or only a copy of it, reads nothing. */
export function createVault(secret: string): Vault {
  const key = derive(secret, 'tokens of messengers');
  const markKey = derive(secret, 'marks of tokens');
  return {
    seal(name, text) {
      const nonce = randomBytes(sizes.nonce);
      const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(name));
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return version + Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64url');
    },
    open(name, sealed) {
      if (!sealed.startsWith(version)) return undefined;
      const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
      const bodyAt = sizes.nonce + sizes.tag;
      if (bytes.length < bodyAt) return undefined;
      try {
        const opening = createDecipheriv(cipher, key, bytes.subarray(0, sizes.nonce), { authTagLength: sizes.tag });
        opening.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(sizes.nonce, bodyAt));
        return Buffer.concat([opening.update(bytes.subarray(bodyAt)), opening.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
    mark: text => createHmac('sha256', markKey).update(text).digest('base64url').slice(0, 22),
  };
}

function derive(secret: string, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'kartoteka', use, sizes.key));
}
