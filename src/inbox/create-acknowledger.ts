import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Incoming, Messenger } from '../messages/index.ts';

/** Ends the waiting of pressed buttons, each once: when the press has been handled, or a little later when that takes longer. */
export interface Acknowledger {
  /** This process has received an event. */
  arrived(event: string, messenger: Messenger | undefined, incoming: Incoming): void;
  /** An event has been handled; here, whoever received it. */
  handled(event: { id: string; receivedAt: Date }, messenger: Messenger, incoming: Incoming): void;
  /** Ends all that still wait. */
  stop(): void;
}

/** Telegram keeps a press for 15 seconds, VK for a minute; who has pressed looks at the button all the time. */
const patienceMs = 3000;
/** After so long nobody that has received it is going to answer any more. */
const deadMs = 10_000;
const mostRemembered = 10_000;

export function createAcknowledger({ clock, log }: { clock: Clock; log: Logger }): Acknowledger {
  const waiting = new Map<string, AbortController>();
  /** What this process received: nobody acknowledges it twice. */
  const received = new Set<string>();

  function send(messenger: Messenger, { address, content }: Incoming) {
    if (content.kind !== 'press' || !content.acknowledge) return;
    messenger.acknowledge?.(address, content.acknowledge).catch(error => log.debug({ err: error }, 'a button goes on spinning'));
  }

  return {
    arrived(event, messenger, incoming) {
      const { content } = incoming;
      if (!messenger || content.kind !== 'press' || !content.acknowledge) return;
      if (received.size >= mostRemembered) received.clear();
      received.add(event);
      const patience = new AbortController();
      waiting.set(event, patience);
      void clock.sleep(patienceMs, patience.signal).then(() => {
        if (waiting.delete(event)) send(messenger, incoming);
      });
    },
    handled({ id, receivedAt }, messenger, incoming) {
      const patience = waiting.get(id);
      if (patience) return patience.abort();
      const abandoned = !received.has(id) && clock.now().getTime() - receivedAt.getTime() > deadMs;
      if (abandoned) send(messenger, incoming);
    },
    stop() {
      for (const patience of waiting.values()) patience.abort();
    },
  };
}
