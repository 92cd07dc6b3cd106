import type { Request, Response } from 'express';
import { z } from 'zod';
import { type Broadcast, currentReport, occurrencesOf, progressOf, sentChangeOf } from '../../broadcasts/index.ts';
import { previewContent } from '../../deliveries/index.ts';
import type { Rule } from '../../rules/index.ts';
import { listSegments } from '../../segments/index.ts';
import { staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { contentMessengers, showMessages } from '../content/index.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentPager } from '../present-pager.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { describeRule } from '../segments/describe-rule.ts';
import { fieldsByPath } from '../segments/rule-form.ts';
import type { Viewer } from '../viewer.ts';
import { viewerOf } from '../viewer.ts';
import { type BroadcastOptions, meansOf } from './means.ts';
import { presentHead } from './present-draft.ts';
import { presentRow } from './present-list.ts';
import { presentSent } from './present-sent.ts';
import { presentStanding } from './present-standing.ts';
import { scheduleWords } from './present-step.ts';

const perPage = 20;
const pageQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).catch(1) });

/** The page of a mailing that was let go: how it stands, what can be done, what it says; of a repeated one its occurrences. */
export async function showRunning(
  req: Request,
  res: Response,
  { broadcast, options }: { broadcast: Broadcast; options: BroadcastOptions },
): Promise<void> {
  const viewer = viewerOf(res);
  const [standing, phones, facts, occurrences, job] = await Promise.all([
    loadStanding(viewer, broadcast),
    phonesOf(viewer, broadcast, options, res),
    factsOf(viewer, broadcast),
    broadcast.schedule.kind === 'repeat' && !broadcast.parent ? loadOccurrences(req, viewer, broadcast) : undefined,
    broadcast.startedAt ? sentChangeOf(broadcast.id) : undefined,
  ]);
  renderPage(res, 'broadcast-running', {
    ...presentHead(viewer, broadcast),
    ...standing,
    can: canDo(broadcast),
    pace: broadcast.pace ?? '',
    crumb: broadcast.parent
      ? { href: `/broadcasts/${broadcast.parent}`, label: t(viewer.language, 'panel:broadcasts.occurrences.all') }
      : { href: '/broadcasts', label: t(viewer.language, 'panel:broadcasts.title') },
    phones,
    facts,
    ...(occurrences && { occurrences }),
    ...(broadcast.startedAt && { sent: presentSent(viewer, job) }),
  });
}

/** What the live part of the page shows. */
export async function loadStanding(viewer: Viewer, broadcast: Broadcast) {
  const isParent = broadcast.schedule.kind === 'repeat' && !broadcast.parent;
  const hasBegun = broadcast.startedAt !== undefined && !isParent;
  const [progress, report, names] = await Promise.all([
    hasBegun ? progressOf(broadcast.id, viewer.now) : undefined,
    hasBegun ? currentReport(broadcast, viewer) : undefined,
    staffNames(),
  ]);
  return {
    ...presentStanding(viewer, broadcast, { names, ...(progress && report && { sending: { progress, report } }) }),
    ...trialOf(viewer, broadcast, names),
  };
}

/** What can be done with it now. */
export function canDo({ state, schedule, parent }: Broadcast) {
  const isRepeat = schedule.kind === 'repeat' && parent === undefined;
  const isOpen = state === 'scheduled' || state === 'running' || state === 'paused';
  return {
    any: isOpen,
    pause: state === 'running' || (state === 'scheduled' && isRepeat),
    resume: state === 'paused',
    unschedule: state === 'scheduled',
    pace: isOpen,
    cancel: isOpen,
  };
}

function trialOf(viewer: Viewer, { test, state }: Broadcast, names: ReadonlyMap<string, string>) {
  if (!test) return {};
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.trial.${key}`, values);
  const letter = (id: string) => id.toUpperCase();
  if (test.winner) {
    const { variant, at, by } = test.winner;
    const values = { letter: letter(variant), time: presentTime(viewer, at).words, name: names.get(by) ?? '' };
    return { trial: { words: text(by === 'numbers' ? 'byNumbers' : 'byPerson', values) } };
  }
  const isOn = state === 'running' || state === 'paused';
  const hours = { count: test.hours };
  return {
    trial: {
      words: text(isOn ? 'on' : 'planned', { ...hours, share: test.share, by: text(`by.${test.by}`) }),
      ...(isOn && {
        choices: ['a', ...test.variants.map(({ id }) => id)].map(id => ({ id, label: text('choose', { letter: letter(id) }) })),
      }),
    },
  };
}

/** What it says, in the messengers that it goes to; of a trial each wording in the first of them. */
async function phonesOf(viewer: Viewer, broadcast: Broadcast, options: BroadcastOptions, res: Response) {
  const { publicUrl, connected } = meansOf(options, res);
  const order = broadcast.audience.messengers.filter(name => connected.includes(name));
  const messengers = order.length > 0 ? order : contentMessengers([]);
  const first = messengers[0] ?? 'telegram';
  const others = (broadcast.test?.variants ?? []).map(({ id, content }) => ({ id, content, messenger: first }));
  const all = [...messengers.map(messenger => ({ id: 'a', content: broadcast.content, messenger })), ...others];
  return Promise.all(
    all.map(async ({ id, content, messenger }) => {
      const messages = await previewContent(content, {
        messenger,
        advertising: broadcast.advertising,
        ...(broadcast.topic !== undefined && { topic: broadcast.topic }),
        language: viewer.language,
        now: viewer.now,
        timeZone: viewer.timeZone,
        ...(publicUrl !== undefined && { publicUrl }),
      });
      const { label } = presentMessengerMark(viewer, messenger);
      const variant = t(viewer.language, 'panel:broadcasts.test.variant', { letter: id.toUpperCase() });
      return {
        title: others.length > 0 ? `${variant}, ${label}` : label,
        messenger,
        ...showMessages(viewer, messages, messenger),
      };
    }),
  );
}

async function factsOf(viewer: Viewer, broadcast: Broadcast) {
  const { audience, advertising, control, parts } = broadcast;
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.said.${key}`, values);
  const segments = new Map((await listSegments()).map(({ id, name }) => [id, name]));
  const namesOf = (ids: string[]) =>
    ids.map(id => segments.get(id) ?? t(viewer.language, 'panel:broadcasts.audience.gone')).join(', ');
  const rows: [label: string, value: string][] = [
    ['purpose', t(viewer.language, `panel:broadcasts.purpose.${advertising ? 'advertising' : 'service'}`)],
    ['include', audience.include.length > 0 ? namesOf(audience.include) : text('everybody')],
    ...(audience.exclude.length > 0 ? [['exclude', namesOf(audience.exclude)] satisfies [string, string]] : []),
    ...(audience.rule ? [['rule', await ruleWords(viewer, audience.rule)] satisfies [string, string]] : []),
    ['when', broadcast.startedAt ? presentTime(viewer, broadcast.startedAt).words : scheduleWords(viewer, broadcast)],
    ...(parts ? [['parts', text('partsOf', { size: parts.size, minutes: parts.pauseMinutes })] satisfies [string, string]] : []),
    ...(control !== undefined ? [['control', `${control} %`] satisfies [string, string]] : []),
  ];
  return rows.map(([label, value]) => ({ label: text(label), value }));
}

/** Which condition, in the words of the list of segments. */
const ruleWords = async (viewer: Viewer, rule: Rule): Promise<string> => describeRule(viewer, rule, await fieldsByPath(viewer));

async function loadOccurrences(req: Request, viewer: Viewer, { id }: Broadcast) {
  const { page } = pageQuery.parse(req.query);
  const { broadcasts, total } = await occurrencesOf(id, { page, perPage });
  return {
    rows: broadcasts.map(each => presentRow(viewer, each)),
    pager: presentPager(viewer, { path: `/broadcasts/${id}`, query: {}, page, perPage, total }),
  };
}
