import argon2 from 'argon2';
import { AppError } from '../lib/app-error.ts';
import { isCommonPassword } from './common-passwords.ts';

/** NIST 800-63B asks for length and for no password that everybody has, and for no rules about signs; long ones are cut off before they cost the server time. */
export const passwordLength = { shortest: 10, longest: 200 };
const { shortest, longest } = passwordLength;

/**
 * Of the settings that OWASP's password storage cheat sheet holds for equally strong (19 MiB and two passes, 12 and three, 9 and four, 7 and
 * five, one lane) the one with the least memory: once a block of 19 MiB was freed, glibc keeps whatever is freed up to twice that (mallopt(3),
 * M_MMAP_THRESHOLD), in each thread that hashes, which was 40 MB of the process for good.
 */
const cost = { memoryCost: 7_168, timeCost: 5, parallelism: 1 };

/**
 * Argon2id at a cost that OWASP names. Throws `staff.weak_password` for one that is too short or too long, `staff.common_password` for one
 * of those that are tried first, `staff.password_is_email` for one that is the e-mail.
 */
export async function hashPassword(password: string, { email }: { email?: string } = {}): Promise<string> {
  if (password.length < shortest || password.length > longest) {
    throw new AppError('staff.weak_password', `A password has ${shortest} to ${longest} characters.`, { shortest, longest });
  }
  if (isCommonPassword(password)) {
    throw new AppError('staff.common_password', 'This password is one of those that are tried first. Choose another one.');
  }
  if (email && isEmail(password, email)) {
    throw new AppError('staff.password_is_email', 'The password must not be the e-mail address.');
  }
  return argon2.hash(normal(password), cost);
}

/** Takes the same time with and without a hash, so that an answer's delay does not tell which addresses have an account. */
export async function checkPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (password.length > longest) return false;
  const right = await argon2.verify(hash ?? (await unknownHash()), normal(password));
  return right && hash !== undefined;
}

/** One spelling for one password: some systems type й as и with a sign above it (NIST 800-63B, 5.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC');

function isEmail(password: string, email: string): boolean {
  const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const [name = ''] = email.split('@');
  const typed = letters(password);
  return typed === letters(email) || (letters(name) !== '' && typed.replaceAll(letters(name), '').length < shortest / 2);
}

let unknown: Promise<string> | undefined;
function unknownHash(): Promise<string> {
  unknown ??= argon2.hash('nobody has this password', cost);
  return unknown;
}
