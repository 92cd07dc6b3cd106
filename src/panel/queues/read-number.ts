/** The whole number that was typed, or nothing when it is none between the two. */
export function readNumber(text: string, { least, most }: { least: number; most: number }): number | undefined {
  if (!/^\d{1,9}$/.test(text.trim())) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
