import type { FlowSummary } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

const tabs = [
  { id: 'overview', path: '' },
  { id: 'edit', path: '/edit' },
  { id: 'revisions', path: '/revisions' },
  { id: 'dialogues', path: '/dialogues' },
] as const;
type FlowTab = (typeof tabs)[number]['id'];

/** The head of every page of a flow: how it stands, and the way to its other pages. For `partials/flows/head`. */
export function presentFlowHead(viewer: Viewer, flow: FlowSummary, tab: FlowTab) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.${key}`, values);
  return {
    id: flow.id,
    title: flow.title,
    ...presentFlowState(viewer, flow),
    tabs: tabs.map(({ id, path }) => ({ label: text(`tabs.${id}`), href: `/flows/${flow.id}${path}`, on: id === tab })),
  };
}

/** Whether a flow runs, in words and as a colour, and who is in it. */
export function presentFlowState(viewer: Viewer, { problems, revision, people, draft, publishedAt }: FlowSummary) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:flows.${key}`, values);
  const wrong = problems.length > 0;
  const state = wrong ? (revision ? 'bad' : 'badNeverGood') : revision ? 'good' : 'onlyDraft';
  return {
    state: wrong ? 'bad' : revision ? 'good' : 'idle',
    words: text(state),
    people: text('people', { count: people }),
    hasPeople: people > 0,
    ...(publishedAt && { published: presentTime(viewer, publishedAt) }),
    ...(draft && { draft: text('draftBy', { name: draft.by.name, time: presentTime(viewer, draft.savedAt).words }) }),
  };
}
