import type { Clock } from '../lib/clock.ts';
import { nextOrder } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { accountOf, addressOf, type Changing, claimChange, keepMessage, type Outgoing, settleChange } from '../messages/index.ts';
import type { Dispatch, Item } from './dispatch.ts';
import { paces } from './pace.ts';
import { settle } from './settle.ts';

export interface ChangeOptions {
  dispatch: Dispatch;
  owner: string;
  clock: Clock;
  log: Logger;
  chance: () => number;
  /** The messenger has changed, or taken back, what was this message. */
  onChanged?: ((before: Changing) => Promise<void>) | undefined;
  /** Something else waits in the conversation now. */
  wake(conversation: string): void;
  /** Tries until it is written down. */
  writeDown(message: string, write: () => Promise<void>): Promise<void>;
}

/**
 * The way of a change of what was sent: the pace, the claim and the books of a message. False when the ones behind it have to wait for
 * another look.
 */
export async function makeChange(
  message: Changing,
  { signal, take }: { signal: AbortSignal; take: () => void },
  options: ChangeOptions,
): Promise<boolean> {
  const { dispatch, owner, clock, log, chance, writeDown } = options;
  const { id, change } = message;
  if (!dispatch.connected(accountOf(message.conversation))) {
    const status = { state: 'failed' as const, attempts: 0, reason: 'otherAccount' };
    await settleChange(message, { status, now: clock.now() });
    return true;
  }
  const claim = () => {
    take();
    return claimChange(message, owner);
  };
  const dispatched = await dispatch.dispatch(itemOf(message), { claim, signal });
  if (!dispatched) return false;
  const { outcome } = dispatched;
  // To change twice is to change once, so what nobody knows of is simply tried again.
  const told = outcome.kind === 'unknown' ? { ...outcome, kind: 'retry' as const } : outcome;
  const settlement = settle(change, told, { now: clock.now(), chance: chance() });
  const { state, reason } = settlement.status;
  if (state === 'failed' && change.orSay !== undefined) await sayInstead(message, change.orSay, options);
  await writeDown(id, () => settleChange(message, settlement));
  if (state === 'sent')
    await options
      .onChanged?.(message)
      .catch(error => log.error({ err: error, message: id }, 'a change is not shown in the list'));
  else log.warn({ message: id, outcome: outcome.kind, reason }, 'a message was not changed');
  return state !== 'queued';
}

function itemOf({ id, conversation, change, buttons: former, externalId, externalIds }: Changing): Item {
  const { what, text = '', entities, buttons = former } = change;
  const ids = externalIds ?? (externalId === undefined ? [] : [externalId]);
  // Files that are not told stay as they are; buttons that are not would go.
  const outgoing: Outgoing = { text, ...(entities && { entities }), ...(buttons && { buttons }) };
  const address = addressOf(conversation);
  const isRemoval = what === 'remove';
  return {
    account: accountOf(conversation),
    address,
    outgoing: isRemoval ? { text: '' } : outgoing,
    key: id,
    priority: change.delivery.priority ?? 'live',
    cost: isRemoval ? 1 : (paces[address.messenger].edit ?? 1),
    change: isRemoval
      ? { what: 'remove', externalIds: ids }
      : { what: 'edit', externalIds: externalId === undefined ? [] : [externalId] },
  };
}

/** What cannot be shown in the message itself is said in one of its own. */
async function sayInstead({ id, conversation, contact, change }: Changing, text: string, { clock, wake }: ChangeOptions) {
  const now = clock.now();
  await keepMessage({
    ...{ id: `${id}:${change.key}`, conversation, contact, order: nextOrder(now), at: now, changedAt: now },
    author: { kind: 'bot' },
    kind: 'text',
    text,
    ...(change.buttons && { buttons: change.buttons }),
    delivery: { state: 'queued', attempts: 0 },
  });
  wake(conversation);
}
