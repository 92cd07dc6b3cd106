import { addressOf, type MessengerName } from '../../messages/index.ts';
import type { Dispatched, Outbox } from '../../outbox/index.ts';
import type { Considered } from '../consider.ts';
import { claim } from './claims.ts';
import type { Stream } from './stream.ts';
import { partKey } from './tell-history.ts';

/** A delivery that is fit to be sent, as of a moment. */
export interface Fit extends Considered {
  /** By a clock that does not jump, milliseconds. */
  decidedAt: number;
  preference: readonly MessengerName[];
  partsSent: number;
}

/** What was decided longer ago is decided anew: people unsubscribe, or begin to talk. */
export const freshMs = 5000;

interface PartSenderOptions {
  outbox: Pick<Outbox, 'dispatch'>;
  /** The process that claims. */
  owner: string;
  /** Aborts when the program stops. */
  stopped: AbortSignal;
}

/**
 * What sends one message of a delivery, the first of them only after the delivery was claimed and while it may still go. Nothing: it did not
 * go, and nobody has heard of it.
 */
export function partSender({
  outbox,
  owner,
  stopped,
}: PartSenderOptions): (stream: Stream, fit: Fit, part: number) => Promise<Dispatched | undefined> {
  return async (stream, fit, part) => {
    const { delivery, messages, partsSent, contact } = fit;
    const message = messages[part];
    if (!message) return undefined;
    const address = addressOf(delivery.conversation);
    const refs =
      message.attachments &&
      (await outbox.dispatch.refsOf(
        message.attachments.map(({ id }) => id),
        address,
      ));
    const attachments = message.attachments?.map(file => ({ ...file, ...refOf(refs?.get(file.id)) }));
    const { pages: _pages, choices: _choices, ...outgoing } = message;
    const isFirst = part === partsSent;
    const item = {
      account: delivery.account,
      address,
      outgoing: { ...outgoing, ...(attachments && { attachments }) },
      key: partKey(delivery.id, part),
      priority: delivery.priority,
      cost: Math.max(message.attachments?.length ?? 0, 1),
      contact: contact?.id ?? delivery.contact,
    };
    const claimFirst = async () => {
      const isStale = performance.now() - fit.decidedAt > freshMs;
      return !isStale && !stream.off.signal.aborted && claim(delivery, owner);
    };
    return outbox.dispatch.dispatch(item, {
      claim: isFirst ? claimFirst : async () => true,
      signal: isFirst ? stream.off.signal : stopped,
    });
  };
}

const refOf = (ref: string | undefined) => (ref === undefined ? {} : { ref });
