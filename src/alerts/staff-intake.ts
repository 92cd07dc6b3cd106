import { getConversation } from '../conversations/index.ts';
import type { Clock } from '../lib/clock.ts';
import { conversationId, type Incoming, type Intake, type Update } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { languageOf, t } from '../texts/index.ts';
import { linkedConversations, linkPrefix, noteStopped, useLinkCode } from './link-messenger.ts';
import { sayToStaff } from './to-staff.ts';

export interface StaffIntake extends Intake {
  /** Learns which dialogs are the staff's own. To be called often. */
  refresh(): Promise<void>;
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

  /** Looked up in memory: a customer's message costs nothing more. */
  async function isOfStaff({ incoming }: Update): Promise<boolean> {
    if (!incoming) return false;
    if (incoming.link?.startsWith(linkPrefix)) return true;
    const id = conversationId(incoming.address);
    if (!linked.has(id) || incoming.content.kind === 'start') return false;
    return (await getConversation(id)) === undefined;
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
      if (isGood) linked = new Set([...linked, conversation]);
      // VK repeats the mark of the link with later messages.
      if (isGood && isLinked) return;
      return say(isGood ? 'linked' : isLinked ? 'answerInPanel' : 'linkOld');
    }
    if (incoming.content.kind === 'reachability') return noteStopped(conversation, incoming.content.reachable ? undefined : now);
    if (incoming.content.kind !== 'membership') await say('answerInPanel');
  }

  return {
    async accept(messenger, updates, options) {
      const mine = await Promise.all(updates.map(async update => ((await isOfStaff(update)) ? update.key : undefined)));
      const taken = new Set(mine.filter(key => key !== undefined));
      const rest = taken.size > 0 ? updates.filter(({ key }) => !taken.has(key)) : updates;
      if (rest.length > 0) await inbox.accept(messenger, rest, options);
      for (const { key, incoming } of updates) if (incoming && taken.has(key)) await take(key, incoming);
    },
    async refresh() {
      linked = await linkedConversations();
    },
  };
}
