/** What goes wrong. `drop-before`: cut before anything happened. `drop-after-accept`: done, but the answer is lost. */
export type Failure =
  | 'drop-before'
  | 'drop-after-accept'
  | 'html-502'
  /** Done as usual, after a wait by the stand-in's clock. */
  | { delayMs: number }
  /** Any answer at all. */
  | { status: number; body: unknown }
  /** Telegram: 429 with these seconds. */
  | { retryAfter: number }
  /** VK: this error; the text is the usual one unless told. */
  | { errorCode: number; errorMessage?: string }
  /** VK's Long Poll: `{"failed": n}`; use with `method: 'longpoll'`. */
  | { failed: 1 | 2 | 3 };

export interface FailureRule {
  /** Only calls to this chat (VK: peer). */
  chat?: number | string;
  /** Only this method. Without it every method but the receiving ones (getUpdates, longpoll), which would use it up unseen. */
  method?: string;
  /** How many calls fail, 1 unless told; `Infinity` for ever. */
  times?: number;
  with: Failure;
}

export interface Failures {
  /** Adds a rule behind those that wait; the answer takes it away again. */
  add(rule: FailureRule): () => void;
  /** The failure that this call has to suffer, used up by it. */
  take(call: { method: string; chat: string }): Failure | undefined;
  clear(): void;
}

const receiving = new Set(['getupdates', 'longpoll']);

export function createFailures(): Failures {
  let rules: (FailureRule & { left: number })[] = [];
  return {
    add(rule) {
      const waiting = { ...rule, left: rule.times ?? 1 };
      rules.push(waiting);
      return () => {
        rules = rules.filter(other => other !== waiting);
      };
    },
    take(call) {
      if (rules.length === 0) return undefined;
      const rule = rules.find(candidate => matches(candidate, call));
      if (!rule) return undefined;
      rule.left -= 1;
      if (rule.left <= 0) rules = rules.filter(other => other !== rule);
      return rule.with;
    },
    clear() {
      rules = [];
    },
  };
}

function matches(rule: FailureRule, call: { method: string; chat: string }): boolean {
  const method = call.method.toLowerCase();
  if (rule.method ? rule.method.toLowerCase() !== method : receiving.has(method)) return false;
  return rule.chat === undefined || String(rule.chat) === call.chat;
}
