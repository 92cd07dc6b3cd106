/**
 * Milliseconds to wait before attempt number `attempt` (from 0): doubling from `first` up to `most`, each a random half shorter,
 * so that processes that failed together do not come back together.
 */
export function backoff(attempt: number, { first = 1000, most = 60_000, random = Math.random } = {}): number {
  const full = Math.min(most, first * 2 ** Math.min(attempt, 30));
  return Math.round(full * (0.5 + random() / 2));
}
