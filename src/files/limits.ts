import { AppError } from '../lib/app-error.ts';

const megabyte = 1024 * 1024;

export const families = ['photo', 'video', 'audio', 'document'] as const;
/** What a file is by its content, as far as limits tell files apart. */
export type FileFamily = (typeof families)[number];

/** The largest file that is kept, in bytes, by what its content says it is. */
export type FileLimits = Record<FileFamily, number>;

/**
 * What Telegram's 20 MB and the 200 MB of a document in VK leave to decide: pictures of more than 50 MB are not what a camera makes, and
 * every byte lies in the database.
 */
export const defaultLimits: FileLimits = {
  photo: 50 * megabyte,
  video: 200 * megabyte,
  audio: 100 * megabyte,
  document: 100 * megabyte,
};

let inForce: FileLimits = defaultLimits;

/** Sets the limits of this process; told once, when it starts. */
export function limitFiles(limits: FileLimits): void {
  inForce = limits;
}

export function limitOf(family: FileFamily): number {
  return inForce[family];
}

/** Reads `photo=20,video=500`: megabytes by kind, what is not named stays as it is. AppError `config.invalid` says what is wrong. */
export function parseFileLimits(text: string): FileLimits {
  const told = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => {
      const [, name, megabytes] = /^(\w+)\s*=\s*(\d+)$/.exec(part) ?? [];
      const family = families.find(known => known === name);
      if (!family || Number(megabytes) < 1)
        throw new AppError('config.invalid', `FILE_LIMITS: "${part}" must be one of ${families.join(', ')}, "=" and megabytes.`, {
          part,
        });
      return [family, Number(megabytes) * megabyte];
    });
  return { ...defaultLimits, ...Object.fromEntries(told) };
}
