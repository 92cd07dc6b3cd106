import type { MessengerName } from '../messages/index.ts';

/**
 * How things stand with one question in one run, one state at a time, so that numbers add up: seen = waiting + answered + skipped + left.
 * `left`: they saw it and went away from it without an answer, back, elsewhere or for good.
 */
export const factStates = ['waiting', 'answered', 'skipped', 'left'] as const;
export type FactState = (typeof factStates)[number];

/** What became of one question in one run: the grain of all reports on flows. */
export interface QuestionFact {
  /** `<run>:<flow>:<step>`: the facts of a run lie side by side. */
  id: string;
  flow: string;
  /** The revision of the flow in which the question was seen first. */
  revision: string;
  step: string;
  run: string;
  contact: string;
  conversation: string;
  messenger: MessengerName;
  /** The payload of the deep link that the run came by: `promo`, `promo-vk-ads`. */
  source?: string;
  /** When the question was seen first. */
  at: Date;
  state: FactState;
  /** When it was answered first. */
  answeredAt?: Date;
  changedAt: Date;
  /** How many answers were refused, and the latest of them in the person's own words. */
  invalid: number;
  words?: { text: string; at: Date }[];
  /** How often they went back from it. */
  back: number;
}

/** Which facts are looked at: questions of a flow seen first from `from` on and before `to`. */
export interface FactFilter {
  flow: string;
  from: Date;
  to: Date;
  revision?: string;
  source?: string;
}
