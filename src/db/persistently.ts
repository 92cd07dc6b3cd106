import { isTransient } from './transient.ts';

const tries = 5;

/**
 * Does something that may be done twice once more when the database was busy or away for a moment, five times at most; `also` tells what
 * else passes by itself. What goes wrong for another reason is thrown at once.
 */
export async function persistently<T>(
  work: () => Promise<T>,
  { also = () => false }: { also?: (error: unknown) => boolean } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === tries || !(isTransient(error) || also(error))) throw error;
    }
  }
}
