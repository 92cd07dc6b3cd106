import type { Clock } from '../../../src/lib/clock.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { type StoredMessage, watchMessages } from '../../../src/messages/index.ts';
import { answersManager } from '../customers/answers-manager.ts';
import { createRandom } from '../random.ts';
import type { Crowd } from './crowd.ts';

interface Answering {
  crowd: Crowd;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}

/**
 * Lets customers answer what people of the firm write to them: a few seconds after it arrived, and to the last of several messages only.
 * Returns the way to stop listening.
 */
export function answerStaff({ crowd, clock, log, signal }: Answering): () => void {
  /** The latest message of each conversation that somebody is about to answer. */
  const latest = new Map<string, string>();
  const begun = clock.now();

  return watchMessages(messages => {
    for (const message of messages) {
      if (!isForAnswer(message) || latest.get(message.conversation) === message.id) continue;
      latest.set(message.conversation, message.id);
      answer(message).catch(error => log.debug({ err: error }, 'a customer did not answer'));
    }
  });

  /** A feed tells a message again with every change: only what has been sent, and after we began, is news. */
  function isForAnswer({ author, kind, delivery, at }: StoredMessage): boolean {
    return author.kind === 'staff' && kind !== 'event' && delivery?.state === 'sent' && at >= begun;
  }

  async function answer({ id, conversation, text }: StoredMessage): Promise<void> {
    const somebody = crowd.find(conversation);
    if (!somebody) return;
    const random = createRandom(id);
    await clock.sleep(random.int(4, 11) * 1000, signal);
    if (signal.aborted || latest.get(conversation) !== id) return;
    await somebody.customer.says(answersManager(text, random));
  }
}
