import { getConversation } from '../../../src/conversations/index.ts';
import { loadSetting, saveSetting } from '../../../src/db/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Logger } from '../../../src/lib/logger.ts';
import { newcomerStories, returnerStories } from '../customers/index.ts';
import type { Random } from '../random.ts';
import type { Crowd, Somebody } from './crowd.ts';
import { createLiveChat } from './live-chat.ts';

interface Chatting {
  crowd: Crowd;
  /** How many people of the past there are; the numbers behind them are free. */
  seeded: number;
  random: Random;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}

/** How many people have come since the first start, so that a second one goes on counting. */
export const newcomersMark = 'demo.newcomers';
const mostAtOnce = 6;

/** Every minute or so somebody writes to the program. Resolves when the signal has aborted and nobody talks any more. */
export async function keepChatting({ crowd, seeded, random, clock, log, signal }: Chatting): Promise<void> {
  const talks = new Set<Promise<void>>();
  const busy = new Set<string>();
  await clock.sleep(4000, signal);
  while (!signal.aborted) {
    if (talks.size < mostAtOnce) begin(await next());
    await clock.sleep(random.int(30, 75) * 1000, signal);
  }
  await Promise.all(talks);

  function begin({ somebody, isNew }: { somebody: Somebody; isNew: boolean }) {
    const { person, customer } = somebody;
    if (busy.has(person.conversation)) return;
    busy.add(person.conversation);
    const { story } = isNew ? random.weighted(newcomerStories) : random.weighted(returnerStories);
    const talk = story(createLiveChat({ customer, person, random, clock, signal }))
      .catch(error => {
        if (!signal.aborted) log.debug({ err: error, story: story.name }, 'a customer lost the thread');
      })
      .finally(() => {
        talks.delete(talk);
        busy.delete(person.conversation);
      });
    talks.add(talk);
  }

  async function next(): Promise<{ somebody: Somebody; isNew: boolean }> {
    const known = random.chance(0.2) ? crowd.pick(random) : undefined;
    // Whom people are talking to does not follow a link at the same time.
    const conversation = known && (await getConversation(known.person.conversation));
    if (known && conversation?.mode === 'bot') return { somebody: known, isNew: false };
    for (;;) {
      const newcomers = Number((await loadSetting(newcomersMark)) ?? 0);
      await saveSetting(newcomersMark, String(newcomers + 1));
      const somebody = crowd.add(seeded + newcomers, { started: false });
      if (somebody) return { somebody, isNew: true };
    }
  }
}
