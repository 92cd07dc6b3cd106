import type { Contact, Identity } from '../../contacts/index.ts';
import { conversationIdsOf, getConversations } from '../../conversations/index.ts';
import { planDeliveries } from '../../deliveries/index.ts';
import { afterQuietHours } from '../../lib/quiet-hours.ts';
import type { MessengerName } from '../../messages/index.ts';
import { sendingRules } from '../../outbox/index.ts';
import type { AutomationStep } from '../automation.ts';
import { zoneOf } from '../moments.ts';
import type { Outcome, StepContext } from './step-context.ts';

const dayMs = 24 * 60 * 60_000;
/** What was to remind of something is of no use a day later; a step of a chain may wait for the caps of a week. */
const keptMs = { reminder: dayMs, chain: 7 * dayMs };

/**
 * Plans the message: when it goes, if at all, is the policy's business and the courier's. The run goes on at once; what became of the message
 * is written into its log when it is known.
 */
export async function sendMessage(step: Extract<AutomationStep, { do: 'message' }>, context: StepContext): Promise<Outcome> {
  const { automation, run, contact, now, timeZone } = context;
  // Whoever sleeps stands here until the morning: what comes after a message comes after it.
  const awake = afterQuietHours(now, { ...(await sendingRules()), timeZone: zoneOf(contact, timeZone) });
  if (awake > now) return { retryAt: awake, reason: 'quietHours' };
  const identity = await identityFor(contact, step.messengers);
  if (!identity) return { what: 'notSent', reason: 'noContact' };
  const { messenger, account, key: conversation } = identity;
  await planDeliveries([
    {
      id: `${run._id}:${step.id}`,
      source: { kind: 'automation', id: automation.id, run: run._id, step: step.id },
      contact: contact.id,
      priority: step.priority,
      advertising: step.advertising,
      ...(step.topic !== undefined && { topic: step.topic }),
      conversation,
      account: `${messenger}:${account}`,
      messenger,
      state: 'planned',
      due: now,
      expires: new Date(now.getTime() + keptMs[step.priority]),
      attempts: 0,
      plannedAt: now,
      changedAt: now,
    },
  ]);
  return { what: 'planned' };
}

/** Where to write to somebody: the first messenger of the preference in which they can be reached; of several identities the one used last. */
export async function identityFor(contact: Contact, messengers: readonly MessengerName[]): Promise<Identity | undefined> {
  const talks = await getConversations(conversationIdsOf(contact));
  const usedAt = new Map(talks.map(({ id, lastAt }) => [id, lastAt.getTime()]));
  const latestFirst = contact.identities.toSorted((a, b) => (usedAt.get(b.key) ?? 0) - (usedAt.get(a.key) ?? 0));
  const preferred = messengers.flatMap(messenger => latestFirst.filter(identity => identity.messenger === messenger));
  // Of somebody who cannot be reached the policy says why.
  return preferred.find(({ reachability }) => reachability.state === 'reachable') ?? preferred[0];
}
