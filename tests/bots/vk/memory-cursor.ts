import type { Cursor } from '../../../bots/vk/index.ts';

/** A cursor that outlives its messenger, as one in the database does. `saved` is its history. */
export function memoryCursor(first?: string): Cursor & { saved: string[] } {
  const saved: string[] = first === undefined ? [] : [first];
  return { saved, load: async () => saved.at(-1), save: async ts => void saved.push(ts) };
}
