import type { ConversationView } from '../../conversations/index.ts';
import type { MessengerName } from '../../messages/index.ts';

/** Which conversations a page of the inbox was asked for. */
export interface InboxQuery {
  /** Which list; without one the first that has something, in the order of urgency. */
  view?: ConversationView | undefined;
  q: string;
  messenger?: MessengerName | undefined;
  staff?: string | undefined;
  queue?: string | undefined;
  tag?: string | undefined;
  segment?: string | undefined;
  /** How many pages of the list are open. */
  pages: number;
}
