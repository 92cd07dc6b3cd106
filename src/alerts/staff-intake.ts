import { getConversation } from '../conversations/index.ts';
import type { Clock } from '../lib/clock.ts';
import { conversationId, type Incoming, type Intake, type Update } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { languageOf, t } from '../texts/index.ts';
import { isAnybodyLinking, linkedConversations, linkPrefix, noteStopped, useLinkCode } from './link-messenger.ts';
import { sayToStaff } from './to-staff.ts';

export interface StaffIntake extends Intake {
  /** Learns which dialogs are the staff's own. To be called often. */
  refresh(): Promise<void>;
}

/** VK tells that somebody allowed us to write a moment before their first words, in which the link's code stands. */
const allowedFirstMs = 10_000;

/** Somebody unknown allowed us to write while one of the staff was connecting their messenger: it may be them. */
interface Held {
  conversation: string;
  at: number;
  accept(): Promise<void>;
}

/**
 * Stands before the inbox and keeps what the staff themselves do with the firm's bot out of the CRM: who comes by a link of the settings is
 * connected, and answers to notifications are no customer's. Whoever of them begins with /start talks to the bot as anybody would, and is a
 * customer to it from then on.
 */
export function createStaffIntake({
  inbox,
  outbox,
  clock,
}: {
  inbox: Intake;
  outbox: Pick<Outbox, 'wake'>;
  clock: Clock;
}): StaffIntake {
  let linked: ReadonlySet<string> = new Set();
  let isLinking = false;
  let held: Held[] = [];

  /** Looked up in memory: a customer's message costs nothing more. */
  function isCustomers({ incoming }: Update): boolean {
    if (!incoming) return true;
    return !isLinking && !incoming.link?.startsWith(linkPrefix) && !linked.has(conversationId(incoming.address));
  }

  async function isOfStaff({ incoming }: Update): Promise<boolean> {
    if (!incoming) return false;
    if (incoming.link?.startsWith(linkPrefix)) return true;
    const id = conversationId(incoming.address);
    if (!linked.has(id) || incoming.content.kind === 'start') return false;
    return (await getConversation(id)) === undefined;
  }

  async function mayBeOfStaff({ incoming }: Update): Promise<boolean> {
    if (!isLinking || incoming?.content.kind !== 'reachability' || !incoming.content.reachable) return false;
    return (await getConversation(conversationId(incoming.address))) === undefined;
  }

  async function take(key: string, incoming: Incoming): Promise<void> {
    const conversation = conversationId(incoming.address);
    const now = clock.now();
    const language = languageOf(incoming.from.language);
    const say = (text: string) =>
      sayToStaff({ id: `to-staff:${key}`, conversation, staff: '', text: t(language, `alerts:${text}`), now }, outbox);
    if (incoming.link?.startsWith(linkPrefix)) {
      const code = incoming.link.slice(linkPrefix.length);
      const { firstName, lastName, username } = incoming.from;
      const name = [firstName, lastName].filter(Boolean).join(' ') || (username ? `@${username}` : '');
      const isLinked = linked.has(conversation);
      const isGood = await useLinkCode(code, { conversation, name }, now);
      if (isGood) {
        linked = new Set([...linked, conversation]);
        held = held.filter(other => other.conversation !== conversation);
      }
      // VK repeats the mark of the link with later messages.
      if (isGood && isLinked) return;
      return say(isGood ? 'linked' : isLinked ? 'answerInPanel' : 'linkOld');
    }
    if (incoming.content.kind === 'reachability') return noteStopped(conversation, incoming.content.reachable ? undefined : now);
    if (incoming.content.kind !== 'membership' && incoming.content.kind !== 'moved') await say('answerInPanel');
  }

  return {
    async accept(messenger, updates, options) {
      if (updates.every(isCustomers)) return inbox.accept(messenger, updates, options);
      const mine = await Promise.all(updates.map(async update => ((await isOfStaff(update)) ? update.key : undefined)));
      const taken = new Set(mine.filter(key => key !== undefined));
      const waiting = await Promise.all(updates.map(async update => !taken.has(update.key) && (await mayBeOfStaff(update))));
      const rest = updates.filter(({ key }, i) => !taken.has(key) && !waiting[i]);
      for (const [i, update] of updates.entries())
        if (waiting[i] && update.incoming)
          held.push({
            conversation: conversationId(update.incoming.address),
            at: clock.now().getTime(),
            accept: () => inbox.accept(messenger, [update], options),
          });
      if (rest.length > 0) await inbox.accept(messenger, rest, options);
      for (const { key, incoming } of updates) if (incoming && taken.has(key)) await take(key, incoming);
    },
    async refresh() {
      const now = clock.now();
      [linked, isLinking] = await Promise.all([linkedConversations(), isAnybodyLinking(now)]);
      const due = held.filter(({ at, conversation }) => now.getTime() - at >= allowedFirstMs && !linked.has(conversation));
      held = held.filter(other => !due.includes(other) && !linked.has(other.conversation));
      for (const { accept } of due) await accept();
    },
  };
}
