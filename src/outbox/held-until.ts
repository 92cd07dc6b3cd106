/** Clocks of several machines differ by less than this. */
const skewMs = 60_000;

/**
 * Until when a message waits that is to be tried again; nothing when it may go. One that was written down in the future was so before the
 * clock was put back: nobody waits for a time that is told twice, so it goes. What the whole account waits for the governor knows by itself.
 */
export function heldUntil({ retryAt, changedAt }: { retryAt?: Date | undefined; changedAt: Date }, now: Date): Date | undefined {
  if (!retryAt || retryAt <= now) return undefined;
  return changedAt.getTime() - now.getTime() > skewMs ? undefined : retryAt;
}
