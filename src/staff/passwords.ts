import argon2 from 'argon2';
import { AppError } from '../lib/app-error.ts';

/** OWASP asks for at least 8 characters; long ones are cut off before they cost the server time. */
const shortest = 8;
const longest = 200;

/** OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Argon2id at the cost that OWASP names. Throws `staff.weak_password` for one that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  if (password.length < shortest || password.length > longest) {
    throw new AppError('staff.weak_password', `A password has ${shortest} to ${longest} characters.`, { shortest, longest });
  }
  return argon2.hash(password, cost);
}

/** Takes the same time with and without a hash, so that an answer's delay does not tell which addresses have an account. */
export async function checkPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (password.length > longest) return false;
  const right = await argon2.verify(hash ?? (await unknownHash()), password);
  return right && hash !== undefined;
}

let unknown: Promise<string> | undefined;
function unknownHash(): Promise<string> {
  unknown ??= argon2.hash('nobody has this password', cost);
  return unknown;
}
