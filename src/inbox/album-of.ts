import type { WaitingEvent } from './event-store.ts';

/** The parts of an album come one by one and without a last one (core.telegram.org/bots/api#message): after so long a silence it is whole. */
const silenceMs = 1000;
/** Nobody waits longer, whatever goes on coming. */
const longestMs = 5000;

/** The events that belong together with this one, among those that wait: the parts of its album, or it alone. */
export function albumOf(event: WaitingEvent, waiting: WaitingEvent[]): [WaitingEvent, ...WaitingEvent[]] {
  if (event.album === undefined) return [event];
  return [event, ...waiting.filter(other => other !== event && other.album === event.album)];
}

/** How many milliseconds to wait until an album counts as whole; 0 for what is none. */
export function albumWait(parts: WaitingEvent[], now: Date): number {
  if (parts[0]?.album === undefined) return 0;
  const received = parts.map(({ receivedAt }) => receivedAt.getTime());
  const whole = Math.min(Math.max(...received) + silenceMs, Math.min(...received) + longestMs);
  const wait = whole - now.getTime();
  // A clock that has jumped back holds nobody up.
  return wait > longestMs ? 0 : Math.max(0, wait);
}
