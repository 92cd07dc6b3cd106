import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ButtonAction, StoredAttachment, StoredMessage, StoredQuote } from '../../src/messages/index.ts';

/** What a visitor's page gets of a message: nothing of delivery attempts, staff ids or what happened behind the scenes. */
export interface PresentedMessage {
  id: string;
  order: number;
  at: string;
  from: 'visitor' | 'bot' | 'staff';
  /** A manager's first name. */
  name?: string;
  /** The id that the page gave to its own message. */
  clientId?: string;
  text: string;
  /** The Start button: shown by its label, not by the word that the history keeps. */
  start?: true;
  entities?: StoredMessage['entities'];
  buttons?: { label: string; data?: string; url?: string }[][];
  files?: {
    url: string;
    kind: StoredAttachment['kind'];
    name?: string;
    mime?: string;
    size?: number;
    width?: number;
    height?: number;
    /** Seconds. */
    duration?: number;
    /** It did not come, or will not: only its name is shown. */
    missing?: true;
  }[];
  location?: StoredMessage['location'];
  /** What it answers. */
  quote?: { from: 'visitor' | 'us' | 'other'; name?: string; text: string; files: number; id?: string };
  /** It was changed after it was sent. */
  edited?: true;
  /** It was taken back: nothing of it is told any more. */
  removed?: true;
}

const startCommand = /^\/start(\s|$)/;

/** Nothing for what is not the visitor's to see: events, and messages that are not sent yet or never will be. */
export function presentMessage(message: StoredMessage, signFile: (id: string) => string): PresentedMessage | undefined {
  const { author, kind, text, attachments, location, delivery, removed } = message;
  if (kind === 'event' || author.kind === 'system') return;
  if (delivery && delivery.state !== 'sent' && delivery.state !== 'unknown') return;
  if (!text && !attachments?.length && !location) return;
  return removed
    ? { ...presentAuthor(message), text: '', removed: true }
    : { ...presentAuthor(message), ...presentContent(message, signFile) };
}

function presentAuthor({ id, order, at, author, externalId }: StoredMessage) {
  const own = author.kind === 'customer';
  const from: PresentedMessage['from'] = own ? 'visitor' : author.kind === 'bot' ? 'bot' : 'staff';
  return {
    id,
    order,
    at: at.toISOString(),
    from,
    ...(author.kind === 'staff' && { name: firstName(author.name) }),
    ...(own && externalId && { clientId: externalId }),
  };
}

function presentContent(message: StoredMessage, signFile: (id: string) => string) {
  const { author, text, entities, buttons, attachments, location, quoted, edits } = message;
  const [quote] = quoted ?? [];
  return {
    text,
    ...(author.kind === 'customer' && startCommand.test(text) && { start: true as const }),
    ...(entities && { entities }),
    ...(buttons && { buttons: buttons.map(row => row.flatMap(({ label, action }) => presentButton(label, action))) }),
    ...(attachments && { files: attachments.map(file => presentFile(file, signFile)) }),
    ...(location && { location }),
    ...(quote?.relation === 'reply' && { quote: presentQuote(quote, author) }),
    ...(edits && edits.length > 0 && { edited: true as const }),
  };
}

const quoteLength = 200;

function presentQuote(
  { text, from, externalId, attachments }: StoredQuote,
  author: StoredMessage['author'],
): NonNullable<PresentedMessage['quote']> {
  const short = text.length > quoteLength ? `${text.slice(0, quoteLength).trimEnd()}…` : text;
  return {
    from: from ? 'other' : author.kind === 'customer' ? 'us' : 'visitor',
    ...(from && { name: from }),
    text: short,
    files: attachments?.length ?? 0,
    ...(externalId && { id: externalId }),
  };
}

/** A file's address is good only for the visitor who got it, so that no other need be asked whose it is. */
export function createFileSigner(secret: string) {
  const signature = (identity: string, file: string) =>
    createHmac('sha256', secret).update(`chat-file:${identity}:${file}`).digest('base64url').slice(0, 27);
  return {
    urlFor: (identity: string) => (file: string) => `files/${encodeURIComponent(file)}?s=${signature(identity, file)}`,
    accepts(identity: string, file: string, given: unknown): boolean {
      const expected = Buffer.from(signature(identity, file));
      const actual = Buffer.from(typeof given === 'string' ? given : '');
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
  };
}
export type FileSigner = ReturnType<typeof createFileSigner>;

function presentButton(label: string, action: ButtonAction): { label: string; data?: string; url?: string }[] {
  if (action.kind === 'press') return [{ label, data: action.data }];
  if (action.kind === 'url') return [{ label, url: action.url }];
  // The outbox does not send these here: a browser cannot prove whose phone it is.
  return [];
}

function presentFile(
  { file, kind, name, mime, size, width, height, duration, missing }: StoredAttachment,
  signFile: (id: string) => string,
) {
  return {
    url: signFile(file),
    kind,
    ...(name && { name }),
    ...(mime && { mime }),
    ...(size !== undefined && { size }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
    ...(missing && { missing: true as const }),
  };
}

function firstName(name: string): string {
  return name.trim().split(/\s+/, 1)[0] ?? '';
}
