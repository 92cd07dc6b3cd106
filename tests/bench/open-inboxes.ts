import type { TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { eventStream } from '../support/event-stream.ts';
import type { visitor } from '../support/visitor.ts';

interface OpenInboxes {
  /** A customer writes every half a second; how long until each open panel has heard. */
  hear(until: number): Promise<number[]>;
  close(): void;
}

/** So many event streams of the panel, half of them in one conversation, in which a customer writes. */
export async function openInboxes({
  origin,
  owner,
  telegram,
  count,
}: {
  origin: string;
  owner: ReturnType<typeof visitor>;
  telegram: TelegramStandIn;
  count: number;
}): Promise<OpenInboxes> {
  const anna = telegram.customer({ firstName: 'Анна' });
  await anna.start();
  await anna.receives(/./);
  const conversation = `telegram:${telegram.bot.id}:${anna.id}`;
  await owner.get(`/inbox/${conversation}`);
  await owner.post(`/inbox/${conversation}/take-over`);
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const open = (inside: boolean) => eventStream(`${origin}/live${inside ? `?conversation=${conversation}` : ''}`, { cookie });
  const streams = await Promise.all(Array.from({ length: count }, (_, i) => open(i % 2 === 0)));
  await Promise.all(streams.map(stream => stream.next('hello')));

  return {
    async hear(until) {
      const times: number[] = [];
      for (let i = 0; streams.length > 0 && performance.now() < until; i++) {
        const began = performance.now();
        const words = `Вопрос ${i}.`;
        const heard = streams.map(async (stream, n) => {
          const inside = n % 2 === 0;
          while (!(await stream.next(inside ? 'message' : 'inbox')).data.includes(inside ? words : ''));
          times.push(performance.now() - began);
        });
        await anna.says(words);
        await Promise.all(heard);
        // The list is told of many changes within 200 ms once: the next message is not to be told with this one.
        await new Promise(resolve => setTimeout(resolve, 500));
      }
      return times;
    },
    close: () => {
      for (const stream of streams) stream.close();
    },
  };
}
