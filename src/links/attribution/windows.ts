const hourMs = 3_600_000;

/** For how long after a message what somebody does counts as its doing. Shown with the numbers. */
export const windows = {
  /** Their first words or press in the conversation that it went to, unless another message of this kind came in between. */
  reply: { days: 3, ms: 3 * 24 * hourMs },
  /** Their blocking us. */
  block: { hours: 24, ms: 24 * hourMs },
  /** Deals made with them; won and for how much, whenever that comes. */
  deal: { days: 7, ms: 7 * 24 * hourMs },
} as const;

/** Why nothing could be sent to somebody from the beginning: what they do is compared with nobody. */
export const unreachableReasons: readonly string[] = ['noContact', 'deleted', 'blocked', 'denied', 'neverStarted', 'noMessenger'];
