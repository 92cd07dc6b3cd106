import type { MessengerName, Priority } from '../messages/index.ts';

/** What a delivery belongs to: a mailing (and which of its wordings), or a step that somebody stands on in an automation. */
export type DeliverySource =
  | { kind: 'broadcast'; id: string; variant?: string }
  | { kind: 'automation'; id: string; run: string; step: string };

/**
 * `planned`: waits for its time; `sending`: in the hands of `owner`; `sent`; `failed`: the messenger refused it; `unknown`: the answer was
 * lost, so that nobody may repeat it; `suppressed`: not sent, for `reason`; `cancelled`: whoever planned it thought better of it.
 */
export const deliveryStates = ['planned', 'sending', 'sent', 'failed', 'unknown', 'suppressed', 'cancelled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** One message to one person, which is planned once and sent at most once: the ledger of all that nobody asked for. */
export interface Delivery {
  /** `<broadcast>:<contact>` or `<run>:<step>`: the same whoever plans it. */
  id: string;
  source: DeliverySource;
  contact: string;
  priority: Exclude<Priority, 'live'>;
  /** Advertising asks for consent and carries a way out; what people asked for (an appointment) does not. */
  advertising: boolean;
  /** Which topic of mailings. */
  topic?: string;
  /** The conversation that it goes to, and of which account; the next of the preference when this one cannot be reached any more. */
  conversation: string;
  /** `<messenger>:<account>`. */
  account: string;
  messenger: MessengerName;
  state: DeliveryState;
  /** Not before. */
  due: Date;
  /** Later than this it is of no use to anybody. */
  expires?: Date;
  attempts: number;
  /** Why it waits, or was not sent: a word of the policy's or the outbox's, or the messenger's own sentence. */
  reason?: string;
  /** Names the delivery in links and buttons; nobody can guess another's. */
  token: string;
  /** The process that has it in hand. */
  owner?: string;
  /** Of the message in the history. */
  message?: string;
  plannedAt: Date;
  sentAt?: Date;
  /** The first click, answer and leaving that came of it. */
  clickedAt?: Date;
  repliedAt?: Date;
  unsubscribedAt?: Date;
  /** The messenger said, as an answer to it, that they had blocked us. */
  blockedAt?: Date;
  changedAt: Date;
}

/**
 * What a press on a button of a delivery carries, in at most 64 bytes: `m.<token>.<what>`, where `what` is the place of the button
 * (0, 1 … over all rows), `u` for "no more mailings", or `t` for "no more of this topic".
 */
export const pressOf = (token: string, what: number | 'u' | 't'): string => `m.${token}.${what}`;

/** Reads what `pressOf` wrote; nothing for any other press. */
export function readPress(data: string): { token: string; what: number | 'u' | 't' } | undefined {
  const [, token, what] = /^m\.([\w-]{8,40})\.(\d{1,2}|[ut])$/.exec(data) ?? [];
  if (token === undefined || what === undefined) return undefined;
  return { token, what: what === 'u' || what === 't' ? what : Number(what) };
}
