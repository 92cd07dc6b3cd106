/** A call to somebody else's program: queued, then heard or given up. */
export interface Call {
  id: string;
  url: string;
  body: Record<string, unknown>;
  contact: string;
  conversation: string;
  flow?: string;
  state: 'queued' | 'sent' | 'failed';
  at: Date;
  /** What came of each attempt, the latest last. */
  tries: CallTry[];
}

export interface CallTry {
  at: Date;
  /** HTTP status of the answer, where there was one. */
  status?: number;
  /** Why it was not heard: a stable word, or the system's code (`ECONNREFUSED`). */
  problem?: string;
}

/** What an attempt leads to. */
export type CallOutcome =
  | { kind: 'heard'; status: number }
  /** Not now: again after a while. */
  | { kind: 'again'; status?: number; problem: string }
  /** Never: the address is not one that may be called. */
  | { kind: 'never'; status?: number; problem: string };
