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
  /** Their picture in the profile; none unless told. */
  photo?: Buffer;
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

/** Somebody else's message, as it was before a customer passed it on. */
export interface ForeignMessage {
  from: string;
  text?: string;
  photo?: Buffer;
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
  /** A film in a circle. VK has none, so there it is a video. */
  sendsVideoNote(file?: SentFile): Promise<number>;
  /** A piece of music. */
  sendsAudio(file?: SentFile): Promise<number>;
  /** A silent film that repeats itself. In VK it is a document. */
  sendsAnimation(file?: SentFile): Promise<number>;
  sendsSticker(): Promise<number>;
  /** With a title it is a place that has a name. */
  sendsLocation(place?: { latitude: number; longitude: number; title?: string }): Promise<number>;
  /** Several photos as one album; the caption stands on the first. */
  sendsAlbum(photos?: Buffer[], caption?: string): Promise<number[]>;
  /** Answers a message of this chat, the bot's or their own. `quote` is the part that they answer, in messengers that know such a thing. */
  replies(text: string, to: number, quote?: string): Promise<number>;
  /** Passes on what somebody wrote elsewhere, without a word of their own. */
  passesOn(message: ForeignMessage): Promise<number>;
  /** Puts another photo into a message of theirs. VK does not tell the community of it. */
  exchangesPhoto(messageId: number, content?: Buffer): Promise<void>;
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
