import type { Readable } from 'node:stream';
import type { Capabilities } from './capabilities.ts';
import type { Problem } from './problem.ts';
import type { Address, ChangeOutcome, Incoming, MessengerName, Outgoing, OutgoingAttachment, SendOutcome } from './vocabulary.ts';

/** One update as it came, with the key under which it is stored once: `telegram:<bot>:<update_id>`, `vk:<group>:<event_id>`. */
export interface Update {
  key: string;
  raw: unknown;
  /** Where it belongs and in which order within its conversation; absent when it is not for us (then it is stored and passed over). */
  incoming?: Incoming;
  /**
   * Lower is earlier among updates of one conversation that wait together. Absent where the messenger gives no number: then it happened
   * after what had come before it.
   */
  order?: number;
}

/** The program's side of receiving. */
export interface Intake {
  /**
   * Stores updates under their unique keys; resolves once they are safe, so only then may the messenger be told. A known key is passed over.
   * `urgent`: the messenger waits for it, so other work makes way.
   */
  accept(messenger: MessengerName, updates: Update[], options?: { urgent?: boolean }): Promise<void>;
}

export type MessengerState =
  | { state: 'starting' }
  | { state: 'ready'; name: string }
  /** The messenger refused our token. */
  | { state: 'unauthorized'; problem: Problem }
  /** It does not answer, or something needs a person; work goes on trying. */
  | { state: 'failing'; problem: Problem };

export interface Profile {
  firstName?: string;
  lastName?: string;
  username?: string;
  language?: string;
  city?: string;
  /** `MM-DD` or `YYYY-MM-DD`. */
  birthday?: string;
  /** Their picture, to be fetched by `Messenger.file`. */
  photo?: string;
}

/** One thing that has to be right for a messenger to work, as it was found just now. */
export interface SetupCheck {
  /** A stable word that the catalogue has texts for: `token`, `rights.photos`, `webhook`, `event.message_new`… */
  name: string;
  /** `unknown`: it could not be asked, because something before it is wrong. */
  state: 'ok' | 'wrong' | 'unknown';
  /** What was found, in the messenger's own words: a name, an address, an error. Never a secret. */
  found?: string;
}

/** A command of the bot's menu, as the messenger shows it. */
export interface MenuCommand {
  /** 1–32 characters of `a-z 0-9 _`. */
  name: string;
  /** By language (`ru`, `en`); at most 256 characters. */
  description: Record<string, string>;
}

/** A message that is to be sent with others. */
export interface Parcel {
  address: Address;
  message: Outgoing;
  /** As in `Messenger.send`. */
  key: string;
  /**
   * The same for all parcels of one mailing that say the same thing at the same place in it; no dialog gets two of them. A messenger may
   * then send them together, and recognises a repetition by this instead of by `key`: so such a parcel goes by `sendMany` each time it is
   * tried, alone as well, and never by `send`.
   */
  campaign?: string;
}

export interface RemoteFile {
  stream: Readable;
  mime?: string;
  /** Bytes, where told. */
  size?: number;
}

/** Opens one of our files for sending. */
export type OpenFile = (attachment: OutgoingAttachment) => Promise<Readable>;

/**
 * The port that each folder of `bots/` implements: receive, send, profile, file.
 * Nothing here throws for what the outside world does; outcomes are data.
 */
export interface Messenger {
  readonly name: MessengerName;
  /** Our account there: bot id, group id, `site`. */
  readonly account: string;
  readonly capabilities: Capabilities;
  readonly state: MessengerState;
  /** Turns a stored raw update into what happened, or nothing when it is not for us. Pure. */
  parse(raw: unknown): Incoming | undefined;
  /** Begins to receive and checks the token. Resolves when it works or is known not to; keeps trying in the background. */
  start(intake: Intake): Promise<void>;
  /** Stops receiving; resolves when nothing of ours is under way any more. */
  stop(): Promise<void>;
  /** Sends one message that fits `capabilities`. `key` is the delivery's id, the same on every attempt. */
  send(address: Address, message: Outgoing, key: string): Promise<SendOutcome>;
  /** Sends up to `capabilities.batch` messages that each fit `capabilities` in as few calls as possible; an outcome for each, in their order. */
  sendMany?(parcels: Parcel[]): Promise<SendOutcome[]>;
  /** Changes the words, and the buttons, of a message that was sent. */
  edit?(address: Address, externalId: string, message: Outgoing): Promise<ChangeOutcome>;
  /** Takes a message back, on the customer's side too. */
  remove?(address: Address, externalIds: string[]): Promise<ChangeOutcome>;
  /** Asks the messenger about each thing that has to be right. The names are the same in the same order each time. */
  inspect?(): Promise<SetupCheck[]>;
  /** Does for the person what can be done by calls (webhook, events, commands, menu), then looks again. */
  arrange?(menu: MenuCommand[]): Promise<SetupCheck[]>;
  /** Ends the waiting of a pressed button, with a short text where the messenger can show one. Failure is of no consequence. */
  acknowledge?(address: Address, token: string, text?: string): Promise<void>;
  /** Shows for about five seconds that an answer is being written, where the messenger can. Failure is of no consequence. */
  typing?(address: Address): void;
  /** What the messenger tells of a person, or nothing. */
  profile(personId: string): Promise<Profile | undefined>;
  /** Opens a file that a customer sent, by its `ref`. Throws an AppError `file.gone` or `file.too_big` when it is not to be had. */
  file(ref: string): Promise<RemoteFile>;
}
