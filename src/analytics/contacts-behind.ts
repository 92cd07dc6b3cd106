import { type FactDocument, facts, matchOf } from './fact-model.ts';
import type { FactFilter, QuestionFact } from './question-fact.ts';

/** The numbers of the funnel that can be opened. */
export const funnelNumbers = ['seen', 'answered', 'skipped', 'left', 'waiting', 'invalid', 'back'] as const;
export type FunnelNumber = (typeof funnelNumbers)[number];

/**
 * The runs that a number of the funnel counts, with their contacts, those who saw the question last first. `total` is that number: somebody
 * who went through the flow twice is there twice.
 */
export async function contactsBehind(
  input: FactFilter & { step: string; what: FunnelNumber; page: number; perPage: number },
): Promise<{ facts: QuestionFact[]; total: number }> {
  const filter = { ...matchOf(input), step: input.step, ...counted(input.what) };
  const [found, total] = await Promise.all([
    facts
      .find(filter)
      .sort({ flow: -1, at: -1 })
      .skip((input.page - 1) * input.perPage)
      .limit(input.perPage)
      .toArray(),
    facts.countDocuments(filter),
  ]);
  return { facts: found.map(toFact), total };
}

function counted(what: FunnelNumber) {
  if (what === 'seen') return {};
  if (what === 'invalid' || what === 'back') return { [what]: { $gt: 0 } };
  return { state: what };
}

function toFact({ _id, version: _version, ...rest }: FactDocument): QuestionFact {
  return { id: _id, ...rest };
}
