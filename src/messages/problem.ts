/**
 * What can keep a messenger from working, by code, with the names of its values. Whoever meets it tells the code; `wordProblem` puts it into
 * the reader's language. `said` is the messenger's own sentence, `fault` what a fault of the network or the database is called.
 */
export const problemValues = {
  /** The messenger does not take the token. */
  token: [],
  /** The token was not given a right that receiving needs. */
  rights: ['said'],
  /** The messenger wants a captcha solved by a person. */
  captcha: ['said'],
  /** The messenger has counted enough calls for now. */
  limit: ['said'],
  /** The messenger refuses for another reason. */
  refused: ['said'],
  /** The messenger cannot be reached, or answers what nobody understands. */
  unreachable: ['fault'],
  /** The database does not take what came; the messenger keeps it and brings it again. */
  notStored: ['fault'],
  /** Somebody else asks for updates with the same token. */
  otherReceiver: ['said'],
  /** The messenger pushes and does not get through; `waiting` updates lie there. */
  webhookUnreachable: ['said', 'waiting'],
  /** Somebody else set another address for pushing, or none; ours was set again. */
  webhookTaken: [],
  /** The messenger asked our address `url` for its confirmation and got no right answer. */
  callbackUnreachable: ['url'],
  /** The token belongs to the community `theirs`, the settings say `ours`. */
  wrongGroup: ['ours', 'theirs'],
  /** The messenger no longer has some of what came while nobody listened. */
  eventsLost: [],
  /** No process of the installation receives. */
  silent: [],
} as const satisfies Record<string, readonly string[]>;

export type ProblemCode = keyof typeof problemValues;

export interface Problem {
  code: ProblemCode;
  /** By the names of `problemValues`. Never a token or another secret. */
  values?: Record<string, string>;
}

/** Values that say how large a problem is, not which one: it stays the same when they change. */
const measures = new Set(['waiting']);

/** The same for what is one problem, however often it is met. */
export function problemKey({ code, values = {} }: Problem): string {
  const telling = Object.entries(values).filter(([name]) => !measures.has(name));
  return JSON.stringify([code, ...telling.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** The same problem with each of its values changed, as by taking secrets out. */
export function eachValue({ code, values }: Problem, change: (text: string) => string): Problem {
  if (!values) return { code };
  return { code, values: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, change(text)])) };
}
