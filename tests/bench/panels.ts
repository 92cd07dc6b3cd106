/**
 * `npm run bench:panels`: how soon a customer's message is on every open page of the panel. As many event streams as told are open on one
 * process, half of them in the conversation itself; a message counts from the moment the messenger has it until each page has heard.
 */
import { parseArgs } from 'node:util';
import { startTelegramStandIn } from '../../tools/stand-ins/index.ts';
import { eventStream } from '../support/event-stream.ts';
import { visitor } from '../support/visitor.ts';
import { benchStaff, freePort, memoryOf, openBench, peakMemory } from './harness.ts';
import { percentile } from './talk.ts';

const { values: flags } = parseArgs({
  options: {
    panels: { type: 'string', default: '200' },
    messages: { type: 'string', default: '50' },
  },
});
const panels = Number(flags.panels);
const limitMs = 300;

const bench = await openBench();
const telegram = await startTelegramStandIn({ limits: false, journal: { enabled: false } });
try {
  const port = await freePort();
  const child = await bench.launch('subject', {
    MONGODB_URI: bench.uri(`bench-panels-${process.pid}`),
    TELEGRAM_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    PORT: String(port),
  });
  const origin = `http://127.0.0.1:${port}`;
  const olga = visitor(() => origin);
  await olga.signIn(benchStaff);
  const anna = telegram.customer({ firstName: 'Анна' });
  await anna.start();
  await anna.receives(/./);
  const { page } = await olga.get('/inbox?view=all');
  const conversation = /href="\/inbox\/(telegram:[^"?]+)/.exec(page)?.[1] ?? '';
  await olga.post(`/inbox/${conversation}/take-over`);

  const cookie = [...olga.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const open = (inside: boolean) => eventStream(`${origin}/live${inside ? `?conversation=${conversation}` : ''}`, { cookie });
  const streams = await Promise.all(Array.from({ length: panels }, (_, i) => open(i % 2 === 0)));
  await Promise.all(streams.map(stream => stream.next('hello')));
  console.log(`${panels} panels, ${flags.messages} messages; database: ${bench.kind}; ${memoryOf(child, 'VmRSS').toFixed(0)} MB`);

  const bubbles: number[] = [];
  const lists: number[] = [];
  for (let i = 0; i < Number(flags.messages); i++) {
    const began = performance.now();
    const words = `Вопрос ${i}.`;
    const heard = streams.map(async (stream, n) => {
      const inside = n % 2 === 0;
      for (;;) {
        const { data } = await stream.next(inside ? 'message' : 'inbox');
        if (!inside || data.includes(words)) break;
      }
      (inside ? bubbles : lists).push(performance.now() - began);
    });
    await anna.says(words);
    await Promise.all(heard);
    // The list is told of many changes within 200 ms once: the next message is not to be told with this one.
    await new Promise(resolve => setTimeout(resolve, 500));
  }
  tell('the bubble in the open conversation', bubbles);
  tell('that the list is not what it was', lists);
  console.log(`the most memory: ${peakMemory(child).toFixed(0)} MB`);
  for (const stream of streams) stream.close();
} finally {
  await telegram.stop();
  await bench.close();
}

function tell(what: string, times: number[]): void {
  const p95 = percentile(times, 0.95);
  console.log(
    `${what}: p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, ${p95 < limitMs ? 'below' : 'NOT below'} ${limitMs} ms`,
  );
  if (!(p95 < limitMs)) process.exitCode = 1;
}
