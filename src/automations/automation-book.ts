import type { Delivery, MessageContent } from '../deliveries/index.ts';
import type { MessengerName } from '../messages/index.ts';
import type { Automation, LogLine } from './automation.ts';
import { automations, toAutomation } from './automation-model.ts';
import { runningAutomations } from './automation-store.ts';
import { noteSettled } from './run-store.ts';
import { stepOf } from './walk-steps.ts';

type MessageStep = Extract<Automation['steps'][number], { do: 'message' }>;

/**
 * What the courier asks of automations. Those that are off let nothing go: what was planned waits with whoever stands in them. A message says
 * what its step says when it goes out; of a step that was taken out there is nothing to say.
 */
export const automationBook = {
  running: async (_now: Date): Promise<{ id: string }[]> => (await runningAutomations()).map(({ id }) => ({ id })),

  async contentOf(deliveries: Delivery[]): Promise<(MessageContent | undefined)[]> {
    return (await stepsOf(deliveries)).map(step => step?.content);
  },

  /** In which messengers the message may go, in order. */
  async preferenceOf(deliveries: Delivery[]): Promise<MessengerName[][]> {
    return (await stepsOf(deliveries)).map(step => step?.messengers ?? []);
  },

  /** What became of messages goes into the logs of those who got them, or did not. */
  async settled(settled: Delivery[]): Promise<void> {
    await noteSettled(
      settled.flatMap(delivery => {
        const line = lineOf(delivery);
        if (!line || delivery.source.kind !== 'automation') return [];
        const { run, step } = delivery.source;
        return { run, line: { ...line, step } };
      }),
    );
  },
};

function lineOf({ state, reason, sentAt, changedAt }: Delivery): LogLine | undefined {
  if (state === 'planned' || state === 'sending') return undefined;
  if (state === 'sent') return { at: sentAt ?? changedAt, what: 'sent' };
  return { at: changedAt, what: 'notSent', reason: reason ?? state };
}

/** Contents are compiled once each: the same version of a chain gives the same ones. */
let kept = new Map<string, Automation>();

async function stepsOf(deliveries: Delivery[]): Promise<(MessageStep | undefined)[]> {
  const ids = [...new Set(deliveries.map(({ source }) => source.id))];
  const known = await upToDate(ids);
  return deliveries.map(({ source }) => {
    const automation = source.kind === 'automation' ? known.get(source.id) : undefined;
    const step = automation && source.kind === 'automation' ? stepOf(automation.steps, source.step) : undefined;
    return step?.do === 'message' ? step : undefined;
  });
}

async function upToDate(ids: string[]): Promise<ReadonlyMap<string, Automation>> {
  const found = await automations.find({ _id: { $in: ids } }).toArray();
  const fresh = found.map(document => {
    const before = kept.get(document._id);
    return before?.version === document.version ? before : toAutomation(document);
  });
  kept = new Map([...kept, ...fresh.map(automation => [automation.id, automation] as const)]);
  return new Map(fresh.map(automation => [automation.id, automation]));
}
