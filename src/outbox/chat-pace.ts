const forgetAbove = 10_000;

/** One message a second to each chat, with so many at once before that. */
export interface ChatPace {
  /** Takes what a message costs, or says after how many milliseconds it may go. An album goes on full credit and is paid for afterwards. */
  take(chat: string, cost: number, now: number): number;
  /** The clock was put back by so much. */
  shift(ms: number): void;
}

export function createChatPace(burst: number): ChatPace {
  const chats = new Map<string, { credit: number; at: number }>();

  function forgetIdle(now: number) {
    if (chats.size < forgetAbove) return;
    for (const [chat, { at }] of chats) if (at < now - burst * 1000) chats.delete(chat);
  }

  return {
    take(chat, cost, now) {
      if (burst === Number.POSITIVE_INFINITY) return 0;
      const before = chats.get(chat) ?? { credit: burst, at: now };
      const credit = Math.min(burst, before.credit + Math.max(now - before.at, 0) / 1000);
      const needed = Math.min(cost, burst);
      if (credit < needed) return Math.ceil((needed - credit) * 1000);
      chats.set(chat, { credit: credit - cost, at: now });
      forgetIdle(now);
      return 0;
    },
    shift(ms) {
      for (const [chat, { credit, at }] of chats) chats.set(chat, { credit, at: at - ms });
    },
  };
}
