import type { Response } from 'express';
import type { Broadcast, BroadcastMeans } from '../../broadcasts/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { sendingRules } from '../../outbox/index.ts';
import { listSegments } from '../../segments/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { contentMessengers, presentContent } from '../content/index.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentRule } from '../segments/rule-form.ts';
import type { Viewer } from '../viewer.ts';
import { viewerOf } from '../viewer.ts';
import { presentNext, presentSchedule, quietWords } from './present-schedule.ts';
import { isDraft, presentState, presentWhen } from './present-state.ts';

const mostVariants = 3;

/** The form of a mailing with everything that can be chosen in it. */
export async function presentDraft(res: Response, broadcast: Broadcast, means: BroadcastMeans) {
  const viewer = viewerOf(res);
  const { content, test, audience } = broadcast;
  const messengers = contentMessengers(means.connected.map(name => ({ name })));
  const [segments, rules, rule, goal, first, variants] = await Promise.all([
    listSegments(),
    sendingRules(),
    presentRule(res, { name: 'audience.rule', ...(audience.rule && { rule: audience.rule }) }),
    presentRule(res, { name: 'test.goal', ...(test?.goal && { rule: test.goal }) }),
    presentContent(viewer, content, { prefix: 'content', messengers }),
    Promise.all(
      (test?.variants ?? []).map(async ({ id, content: other }) => ({
        id,
        title: t(viewer.language, 'panel:broadcasts.test.variant', { letter: id.toUpperCase() }),
        content: await presentContent(viewer, other, { prefix: `variant.${id}`, messengers }),
      })),
    ),
  ]);
  return {
    ...presentHead(viewer, broadcast),
    version: broadcast.version,
    isService: !broadcast.advertising,
    topics: topicsOf(viewer, broadcast, rules.topics),
    content: first,
    noSegments: segments.length === 0,
    include: presentSegments(viewer, 'include', audience.include, segments),
    exclude: presentSegments(viewer, 'exclude', audience.exclude, segments),
    rule,
    hasRule: audience.rule !== undefined,
    messengers: presentMessengers(viewer, audience.messengers, means.connected),
    schedule: presentSchedule(viewer, broadcast),
    nextDates: presentNext(viewer, broadcast),
    quiet: quietWords(viewer, rules),
    maySetRules: viewer.staff !== undefined && may(viewer.staff, 'settings'),
    ...presentMore(viewer, broadcast),
    ...(variants.length > 0 && { variants }),
    canAddVariant: variants.length < mostVariants,
    test: { ...presentTest(viewer, broadcast), goal },
  };
}

/** What stands above every page of a mailing. */
export function presentHead(viewer: Viewer, broadcast: Broadcast) {
  const { id, name } = broadcast;
  return {
    id,
    href: `/broadcasts/${id}`,
    name,
    title: name,
    state: presentState(viewer, broadcast),
    when: presentWhen(viewer, broadcast),
    canRemove: isDraft(broadcast),
    ...(broadcast.startedAt && { reportHref: `/broadcasts/${id}/report` }),
  };
}

function topicsOf(
  { language }: Viewer,
  { topic }: Broadcast,
  topics: { id: string; name: Partial<Record<'ru' | 'en', string>> }[],
): { id: string; name: string; on: boolean }[] {
  const known = topics.map(({ id, name }) => ({ id, name: name[language] || id, on: id === topic }));
  const isGone = topic !== undefined && !known.some(({ on }) => on);
  return isGone ? [...known, { id: topic, name: topic, on: true }] : known;
}

function presentSegments(
  { language }: Viewer,
  name: 'include' | 'exclude',
  chosen: string[],
  segments: { id: string; name: string }[],
) {
  const text = (key: string) => t(language, `panel:broadcasts.audience.${key}`);
  const titles = new Map(segments.map(segment => [segment.id, segment.name]));
  return {
    name,
    title: text(name),
    empty: text(`${name}Nobody`),
    chosen: chosen.map(id => ({ id, title: titles.get(id) ?? text('gone'), isGone: !titles.has(id) })),
    segments: segments.map(segment => ({ id: segment.id, title: segment.name })),
  };
}

/** The chosen ones in their order, then the others. */
function presentMessengers(viewer: Viewer, chosen: readonly MessengerName[], connected: readonly MessengerName[]) {
  const all = [...chosen, ...messengerNames.filter(name => !chosen.includes(name))];
  return all.map(name => ({
    ...presentMessengerMark(viewer, name),
    on: chosen.includes(name),
    isOff: !connected.includes(name),
  }));
}

function presentMore({ language }: Viewer, { parts, pace, control, stopAt, utm = {}, name }: Broadcast) {
  const number = (value: number) => String(value).replace('.', language === 'ru' ? ',' : '.');
  return {
    parts: { on: parts !== undefined, size: parts?.size ?? 1000, pause: parts?.pauseMinutes ?? 60 },
    pace: pace === undefined ? '' : number(pace),
    control: { on: control !== undefined, share: number(control ?? 10) },
    stopAt: { errors: number(stopAt.errors), blocks: number(stopAt.blocks) },
    utm: {
      any: Object.keys(utm).length > 0,
      marks: [
        { id: 'source', value: utm.source ?? '', usual: 'telegram, vk, site' },
        { id: 'medium', value: utm.medium ?? '', usual: 'messenger' },
        { id: 'campaign', value: utm.campaign ?? '', usual: name },
      ],
    },
  };
}

function presentTest({ language }: Viewer, { test }: Broadcast) {
  return {
    share: String(test?.share ?? 20).replace('.', language === 'ru' ? ',' : '.'),
    hours: String(test?.hours ?? 4).replace('.', language === 'ru' ? ',' : '.'),
    bys: (['clicks', 'replies', 'goal'] as const).map(id => ({
      id,
      on: id === (test?.by ?? 'clicks'),
      label: t(language, `panel:broadcasts.test.bys.${id}`),
    })),
  };
}
