/**
 * The week of a moment as three letters. A word is kept together with the week it was said in: so the latest messages with a word that is everywhere
 * are found without sorting all there ever were, and the index is a fraction of one that has the time in its keys (DocumentDB, 100,000 messages, by
 * months: 17 MB against 68 MB). Pure.
 */
export function weekOf(at: Date): string {
  const weeks = Math.floor((at.getTime() - firstWeek) / weekMs);
  return Math.min(Math.max(weeks, 0), most).toString(radix).padStart(letters, '0');
}

const weekMs = 7 * 24 * 60 * 60_000;
/** A Monday. */
const firstWeek = Date.UTC(2000, 0, 3);
const radix = 36;
const letters = 3;
const most = radix ** letters - 1;
