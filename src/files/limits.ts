const megabyte = 1024 * 1024;

/** What a file is by its content, as far as limits tell files apart. */
export type FileFamily = 'photo' | 'video' | 'audio' | 'document';

/** The largest file that is kept, in bytes, by what its content says it is. */
export type FileLimits = Record<FileFamily, number>;

/**
 * What Telegram's 20 MB and the 200 MB of a document in VK leave to decide: pictures of more than 50 MB are not what a camera makes, and
 * every byte lies in the database.
 */
const defaultLimits: FileLimits = {
  photo: 50 * megabyte,
  video: 200 * megabyte,
  audio: 100 * megabyte,
  document: 100 * megabyte,
};

let inForce: FileLimits = defaultLimits;

/** Sets the limits of this process, the default ones where nothing is said; told once, when it starts. */
export function limitFiles(limits: Partial<FileLimits>): void {
  inForce = { ...defaultLimits, ...limits };
}

export function limitOf(family: FileFamily): number {
  return inForce[family];
}
