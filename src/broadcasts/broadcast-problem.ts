import { type Language, languages, t } from '../texts/index.ts';

/** What keeps a mailing from being sent, and what to do about it. */
export interface BroadcastProblem {
  /** The path of what is wrong: `content`, `test.variants.b`, `audience.rule`, `schedule.at`. */
  field: string;
  /** A stable word; those of contents begin with `content.`, those of rules with `rule.`. */
  code: string;
  /** Of a content also `at`: where in it; of a rule `path`. */
  facts: Record<string, unknown>;
  /** For people. */
  say: Record<Language, string>;
}

export function problem(field: string, code: string, facts: Record<string, unknown> = {}): BroadcastProblem {
  const say = (language: Language) => t(language, `panel:broadcastProblems.${code}`, facts);
  return { field, code, facts, say: Object.fromEntries(languages.map(each => [each, say(each)])) as Record<Language, string> };
}
