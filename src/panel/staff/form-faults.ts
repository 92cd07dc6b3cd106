import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import { passwordLength } from '../../staff/index.ts';
import type { Language } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { saidBeside } from '../sign-in-limits.ts';

/** A name, as people are called. */
export const nameField = z.string().trim().min(1).max(100);
export const emailField = z.string().trim().max(200).pipe(z.email());
/** Long enough to be looked at; whether it is good enough, the staff room says. */
export const newPasswordField = z.string().max(1000);

/** Which fields of a form are wrong. */
export function wrongFields(error: z.ZodError): Record<string, true> {
  return Object.fromEntries(error.issues.map(issue => [issue.path.join('.'), true as const]));
}

/** Throws `staff.different_passwords` unless both were typed alike. */
export function refuseDifferent(password: string, repeated: string): void {
  if (password !== repeated) throw new AppError('staff.different_passwords', 'The two new passwords differ.');
}

/** What an input of a new password says of its length, to the browser too. */
export const passwordInput = { minlength: passwordLength.shortest, maxlength: passwordLength.longest };

const ofPassword = ['weak_password', 'common_password', 'password_is_email', 'different_passwords'].map(code => `staff.${code}`);

/** What is wrong with a form in words: beside the new password when it is about that, else above all fields. */
export function formFault(language: Language, error: unknown): { passwordProblem: string } | { problem: string } {
  const fault = saidBeside(error);
  const text = errorText(language, fault);
  return ofPassword.includes(fault.code) ? { passwordProblem: text } : { problem: text };
}
