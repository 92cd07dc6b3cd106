import type { RunOutcome, RunRecord } from '../flow/index.ts';
import { batching } from '../lib/batching.ts';
import { type RunDocument, runs } from './conversation-model.ts';

const write = batching(async (documents: RunDocument[]) => {
  const latest = [...new Map(documents.map(document => [document._id, document])).values()];
  await runs.bulkWrite(latest.map(({ _id, ...rest }) => ({ replaceOne: { filter: { _id }, replacement: rest, upsert: true } })));
  return documents.map(() => undefined);
});

/** Writes the whole of a run as it stands; the same twice changes nothing. */
export async function recordRun(
  { id, ...run }: RunRecord,
  where: { conversation: string; contact: string; now: Date },
): Promise<void> {
  await write({ _id: id, ...run, conversation: where.conversation, contact: where.contact, changedAt: where.now });
}

type Outcomes = Record<string, RunOutcome>;
type Ended = Pick<RunDocument, 'conversation' | 'flow' | 'outcome'>;

/** How the runs of a contact's conversation ended, by flow, the latest of each. */
export const finishedRuns: (of: { contact: string; conversation: string }) => Promise<Outcomes> = batching(async asked => {
  const found = await runs
    .find<Ended>(
      { contact: { $in: asked.map(({ contact }) => contact) } },
      { projection: { conversation: 1, flow: 1, outcome: 1 } },
    )
    .sort({ startedAt: 1 })
    .toArray();
  return asked.map(({ conversation }) => outcomesOf(found.filter(run => run.conversation === conversation)));
});

/** The latest ended runs of some flows in a conversation, whole, by flow. */
export async function latestRuns(of: {
  contact: string;
  conversation: string;
  flows: string[];
}): Promise<Record<string, RunRecord>> {
  const found = await runs
    .find({ contact: of.contact, conversation: of.conversation, flow: { $in: of.flows } })
    .sort({ contact: 1, startedAt: 1 })
    .toArray();
  return Object.fromEntries(found.map(run => [run.flow, toRunRecord(run)]));
}

function toRunRecord({
  _id,
  conversation: _conversation,
  contact: _contact,
  changedAt: _changedAt,
  ...run
}: RunDocument): RunRecord {
  return { id: _id, ...run };
}

function outcomesOf(found: Ended[]): Outcomes {
  return Object.fromEntries(found.flatMap(({ flow, outcome }) => (outcome ? [[flow, outcome]] : [])));
}
