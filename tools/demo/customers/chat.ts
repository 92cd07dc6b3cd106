import type { Person } from '../people/person.ts';
import type { Random } from '../random.ts';

/** What the bot has asked: its words and the labels of the buttons that can be pressed now. */
export interface Asked {
  text: string;
  labels: string[];
}

/**
 * The customer's side of a conversation, as the stories tell it. One implementation writes the history of the last weeks, another one
 * chats with the running program.
 */
export interface Chat {
  readonly person: Person;
  readonly random: Random;
  /** Presses Start, having followed the deep link if there is one. */
  opens(link?: string): Promise<void>;
  says(text: string): Promise<void>;
  presses(label: string): Promise<void>;
  /** By the messenger's own button. */
  sharesPhone(): Promise<void>;
  sendsPhoto(photo: Photo, caption?: string): Promise<void>;
  sendsVoice(seconds: number): Promise<void>;
  blocks(): Promise<void>;
  /** Does something else meanwhile. */
  waits(seconds: number): Promise<void>;
  /** The question that waits for an answer; nothing when none does. */
  asked(): Promise<Asked | undefined>;
}

/** A PNG. */
export interface Photo {
  name: string;
  content: Buffer;
  width: number;
  height: number;
}

export type Story = (chat: Chat) => Promise<void>;
