import { countPeople } from '../conversations/index.ts';
import type { Language } from '../texts/index.ts';
import type { FlowSummary, RevisionSummary } from './authoring.ts';
import { type DraftDocument, differingDrafts } from './draft-store.ts';
import { type FlowDocument, latestPublications, readFlow, readFlows, toState } from './flow-store.ts';
import { notFound } from './not-found.ts';

type Drafts = Omit<DraftDocument, 'yaml'>[];

/** Every flow that runs, is wrong, or is being written; what is wrong is told in `language`. */
export async function listFlows(language?: Language): Promise<FlowSummary[]> {
  const flows = (await readFlows()).filter(({ withdrawn }) => !withdrawn);
  const [people, drafts, published] = await Promise.all([
    countPeople(),
    differingDrafts(flows.map(({ _id }) => _id)),
    latestPublications(),
  ]);
  return flows.map(flow => {
    const own = people.filter(each => each.flow === flow._id);
    return summary(flow, { people: sum(own), drafts, publishedAt: published.get(flow._id), language });
  });
}

/** One flow, also one whose file is gone. AppError `flows.not_found`. */
export async function getFlow(id: string): Promise<FlowSummary> {
  const [flow, people, drafts] = await Promise.all([readFlow(id), countPeople(id), differingDrafts([id])]);
  if (!flow) throw notFound(id);
  return summary(flow, { people: sum(people), drafts, publishedAt: flow.publications.at(-1)?.at });
}

interface Around {
  people: number;
  drafts: Drafts;
  publishedAt: Date | undefined;
  language?: Language | undefined;
}

function summary(flow: FlowDocument, { people, drafts, publishedAt, language }: Around): FlowSummary {
  const draft = drafts.find(({ _id }) => _id === flow._id);
  return {
    ...toState(flow, language),
    people,
    ...(publishedAt && { publishedAt }),
    ...(draft && { draft: { savedAt: draft.savedAt, by: draft.by } }),
  };
}

/** All publications of a flow, the latest first. People are told at the latest of the publications of one revision. */
export async function revisionsOf(id: string): Promise<RevisionSummary[]> {
  const [flow, people] = await Promise.all([readFlow(id), countPeople(id)]);
  if (!flow) throw notFound(id);
  const told = new Set<string>();
  return flow.publications.toReversed().map(publication => {
    const { revision } = publication;
    const counted = told.has(revision);
    told.add(revision);
    return {
      ...publication,
      runs: publication.number === flow.version,
      people: counted ? 0 : sum(people.filter(each => each.revision === revision)),
    };
  });
}

const sum = (counts: { people: number }[]): number => counts.reduce((all, { people }) => all + people, 0);
