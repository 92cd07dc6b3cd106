import type { Match, Received, ReceivedButton } from './mailbox.ts';

/** Who the customer is. Everything but the name is made up when left out. */
export interface CustomerOptions {
  firstName: string;
  lastName?: string;
  username?: string;
  /** BCP 47, Russian unless told. */
  language?: string;
  id?: number;
  phone?: string;
  /** Has written before, so the bot may write to them; no event tells of it. For benchmarks and mailings. */
  started?: boolean;
}

/** A file that a customer sends. `size` alone pretends to a large file without its bytes. */
export interface SentFile {
  content?: Buffer;
  name?: string;
  mime?: string;
  caption?: string;
  size?: number;
  /** Seconds. */
  duration?: number;
}

/** What the bot said to the press of a button. */
export interface PressAnswer {
  text?: string;
  alert: boolean;
  url?: string;
}

/** A scripted customer: the same words in every messenger. Each action resolves when the event is on its way, with the message's id if it made one. */
export interface Customer {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string | undefined;
  readonly phone: string;
  /** Presses Start (VK: "Начать"), opened through a deep link when there is a payload. */
  start(link?: string): Promise<number>;
  says(text: string): Promise<number>;
  /** Presses the newest button with this label, whatever kind it is. Throws when no message has it. */
  presses(label: string): Promise<void>;
  /** Their own card. VK has none, so there they type the number. */
  sharesContact(phone?: string): Promise<number>;
  /** Somebody else's card from the address book. */
  sharesContactOf(other: { firstName: string; phone: string; id?: number }): Promise<number>;
  sendsPhoto(content?: Buffer, caption?: string): Promise<number>;
  sendsDocument(file?: SentFile): Promise<number>;
  sendsVoice(file?: SentFile): Promise<number>;
  sendsVideo(file?: SentFile): Promise<number>;
  sendsSticker(): Promise<number>;
  sendsLocation(place?: { latitude: number; longitude: number }): Promise<number>;
  /** Several photos as one album; the caption stands on the first. */
  sendsAlbum(photos?: Buffer[], caption?: string): Promise<number[]>;
  /** Changes the text of their latest message, or of the one named. VK does not tell the community of it. */
  edits(text: string, messageId?: number): Promise<void>;
  /** Blocks the bot (VK: denies messages). */
  blocks(): Promise<void>;
  unblocks(): Promise<void>;
  /** VK: joins and leaves the community. Telegram tells a bot of neither. */
  joins(): Promise<void>;
  leaves(): Promise<void>;
  /** The account is deleted: sending to it fails from now on. */
  deletesAccount(): void;
  /** What they received, in order. */
  readonly messages: Received[];
  /** The rows that stand in place of the phone's keyboard just now. */
  readonly keyboard: ReceivedButton[][];
  /** "Typing…" and the like, as the bot sent them. */
  readonly actions: string[];
  readonly callbackAnswers: PressAnswer[];
  /** Waits for the next message that fits; a second call looks only at later ones. */
  receives(match: Match, options?: { timeoutMs?: number }): Promise<Received>;
  /** Waits for the next answer to a press. */
  isAnswered(options?: { timeoutMs?: number }): Promise<PressAnswer>;
  /** Waits for the next change of a message. */
  seesEdit(match: Match, options?: { timeoutMs?: number }): Promise<Received>;
}
