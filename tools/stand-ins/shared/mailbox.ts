import { createWaiting, type Waiting } from './waiting.ts';

/** A button as the customer sees it. */
export interface ReceivedButton {
  label: string;
  /** `press` reports back to the bot, `text` writes its label into the chat, the rest ask the phone for something. */
  kind: 'press' | 'text' | 'url' | 'phone' | 'location' | 'other';
  /** What a press carries: Telegram's callback_data, VK's payload as JSON. */
  data?: string;
  url?: string;
  /** Under the message, not in place of the phone's keyboard. */
  inline: boolean;
}

export interface ReceivedFile {
  kind: string;
  name: string;
  mime: string;
  size: number;
  content: Buffer;
}

/** One message that the customer got, in no messenger's dialect. An edit changes it in place. */
export interface Received {
  id: number;
  at: Date;
  text: string;
  /** The rows of buttons that came with it, inline or keyboard. */
  buttons: ReceivedButton[][];
  files: ReceivedFile[];
  /** How often the bot changed it. */
  edits: number;
  deleted: boolean;
  /** As the messenger keeps it. */
  raw: Record<string, unknown>;
}

export type Match = RegExp | string | ((message: Received) => boolean);

export interface Mailbox {
  readonly messages: Received[];
  add(message: Received): void;
  /** Tells those who wait that a message changed. */
  changed(message: Received): void;
  /** For whatever else the customer waits on. */
  readonly waiting: Waiting;
  /** The next message that fits, waiting for it if need be. Messages before it count as read: the next call looks behind it. */
  receives(match: Match, options?: { timeoutMs?: number }): Promise<Received>;
  /** The next change of a message that fits. */
  seesEdit(match: Match, options?: { timeoutMs?: number }): Promise<Received>;
}

export function createMailbox(owner: string): Mailbox {
  const messages: Received[] = [];
  const edits: Received[] = [];
  const waiting = createWaiting();
  return {
    messages,
    waiting,
    add(message) {
      messages.push(message);
      waiting.notify();
    },
    changed(message) {
      edits.push(message);
      waiting.notify();
    },
    receives: follow(messages, 'message'),
    seesEdit: follow(edits, 'edit'),
  };

  function follow(list: Received[], what: string): Mailbox['receives'] {
    let read = 0;
    return (match, { timeoutMs = 15_000 } = {}) =>
      waiting.until(
        () => {
          const index = list.findIndex((message, position) => position >= read && fits(message, match));
          if (index < 0) return undefined;
          read = index + 1;
          return list[index];
        },
        {
          timeoutMs,
          complaint: () => `${owner} got no ${what} like ${String(match)} in ${timeoutMs} ms. Unread: ${told(list.slice(read))}`,
        },
      );
  }
}

function fits(message: Received, match: Match): boolean {
  if (typeof match === 'string') return message.text.includes(match);
  return match instanceof RegExp ? match.test(message.text) : match(message);
}

function told(messages: Received[]): string {
  return messages.length === 0 ? 'nothing' : messages.map(message => JSON.stringify(message.text)).join(', ');
}
