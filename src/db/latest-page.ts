const dayMs = 86_400_000;
/** Days back; then all of it. */
const stretches = [1, 7, 30, 120, 400];

/**
 * A page of the latest of many: looked for in the last day, then in growing stretches of time, until one holds enough of them. DocumentDB
 * reads and sorts all that fits a condition before it gives the first, so it had better not be years. `read` gives, in their order, those
 * since a moment, at most `enough` of them; `latest` is where the page begins, the present unless told.
 */
export async function latestPage<T>(enough: number, read: (since: Date) => Promise<T[]>, latest = new Date()): Promise<T[]> {
  for (const days of stretches) {
    const found = await read(new Date(latest.getTime() - days * dayMs));
    if (found.length >= enough) return found;
  }
  return read(new Date(0));
}
