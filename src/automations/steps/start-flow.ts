import { type Conversation, conversationsOf } from '../../conversations/index.ts';
import { decide, sendingRules } from '../../outbox/index.ts';
import type { AutomationStep } from '../automation.ts';
import { zoneOf } from '../moments.ts';
import type { Outcome, StepContext } from './step-context.ts';

/** Starts a flow in the conversation that was used last of those in which they can be reached. Quiet hours hold for it as for a message. */
export async function startFlow({ flow }: Extract<AutomationStep, { do: 'flow' }>, context: StepContext): Promise<Outcome> {
  const { contact, now, timeZone, key, starter } = context;
  const reachable = new Map(contact.identities.map(({ key: id, reachability }) => [id, reachability.state]));
  const talks = await conversationsOf(contact.id);
  const talk = talks.find(({ id }) => reachable.get(id) === 'reachable') ?? talks[0];
  if (!talk) return { what: 'flowNotStarted', reason: 'noContact' };
  if (talk.handled.includes(key)) return { what: 'flowStarted' };
  if (talk.mode === 'queue' || talk.mode === 'staff') return { what: 'flowNotStarted', reason: 'peopleSpeak' };
  const state = reachable.get(talk.id);
  const live = liveOf(talk);
  const verdict = decide(
    { kind: 'chain', by: 'bot', advertising: false },
    {
      now,
      timeZone: zoneOf(contact, timeZone),
      firmTimeZone: timeZone,
      deleted: contact.deletedAt !== undefined,
      ...(state && { reachability: state }),
      recent: [],
      ...(live && { live }),
      rules: await sendingRules(),
    },
  );
  if (verdict.kind === 'never') return { what: 'flowNotStarted', reason: verdict.reason };
  if (verdict.kind === 'wait') return { retryAt: verdict.until, reason: verdict.reason };
  const started = await starter.start(talk.id, { flow, key });
  return started === 'started' ? { what: 'flowStarted' } : { what: 'flowNotStarted', reason: started };
}

/** In the middle of a questionnaire nobody is led into another one. */
function liveOf({ position, lastAt }: Conversation): { lastAt: Date; with: 'bot' } | undefined {
  return position ? { lastAt, with: 'bot' } : undefined;
}
