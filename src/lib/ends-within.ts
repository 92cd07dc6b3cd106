/** Something that somebody waited for did not end in time. Nobody knows what became of it. */
export class NoAnswer extends Error {
  constructor(ms: number) {
    super(`No answer within ${ms} ms`);
    this.name = 'NoAnswer';
  }
}

/**
 * Waits no longer than `ms` for work that cannot be ended: it may go on. Rejects with NoAnswer. Real time on purpose: it guards against a
 * peer that never answers.
 */
export async function endsWithin<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
