import { type ContentProblem, checkContent, linksOf, type MessageContent } from '../deliveries/index.ts';
import { sendingRules } from '../outbox/index.ts';
import { checkRule, getSegment, type RuleProblem, traitsAreWhole } from '../segments/index.ts';
import { estimate, messengersOf } from './audience.ts';
import type { BroadcastTest, BroadcastWishes } from './broadcast.ts';
import { type BroadcastProblem, problem } from './broadcast-problem.ts';
import { fastest, slowest } from './limits.ts';
import type { BroadcastMeans } from './means.ts';
import { scheduleProblems } from './schedule-problems.ts';

/** A mailing in more parts than this would be let go by hand. */
const mostParts = 500;

/**
 * Everything that keeps a mailing from being rehearsed and sent, each with the field and what to do about it; nothing where all is well.
 */
export async function problemsOf(broadcast: BroadcastWishes, means: BroadcastMeans): Promise<BroadcastProblem[]> {
  const found = await Promise.all([
    contentProblems(broadcast, means),
    audienceProblems(broadcast, means),
    topicProblems(broadcast),
    testProblems(broadcast, means),
  ]);
  return [...found.flat(), ...scheduleProblems(broadcast, means), ...paceProblems(broadcast)];
}

async function contentProblems(broadcast: BroadcastWishes, means: BroadcastMeans): Promise<BroadcastProblem[]> {
  const { advertising, topic, content, test } = broadcast;
  const messengers = messengersOf(broadcast.audience, means);
  const check = async (field: string, each: MessageContent) => {
    const problems = await checkContent(each, { messengers, advertising, ...(topic !== undefined && { topic }) });
    return problems.map(found => ofContent(field, found));
  };
  const wordings = (test?.variants ?? []).map(({ id, content: words }) => check(`test.variants.${id}`, words));
  return (await Promise.all([check('content', content), ...wordings])).flat();
}

const ofContent = (field: string, { at, code, facts, say }: ContentProblem): BroadcastProblem => ({
  field,
  code: `content.${code}`,
  facts: { ...facts, at },
  say,
});

async function audienceProblems(broadcast: BroadcastWishes, means: BroadcastMeans): Promise<BroadcastProblem[]> {
  const { audience, parts } = broadcast;
  if (audience.messengers.length === 0) return [problem('audience.messengers', 'noMessengerChosen')];
  const connected = messengersOf(audience, means);
  const away = connected.length === 0 ? [problem('audience.messengers', 'notConnected')] : [];
  const rules = [
    ...(await segmentProblems('audience.include', audience.include)),
    ...(await segmentProblems('audience.exclude', audience.exclude)),
    ...(audience.rule ? (await checkRule(audience.rule)).map(found => ofRule('audience.rule', found)) : []),
  ];
  // Whom a broken rule means nobody can say.
  if (rules.length > 0) return [...away, ...rules];
  const { total, reachable } = await estimate(audience, means);
  // After the first start nobody is in any audience for some seconds.
  if (total === 0) return [...away, problem('audience', (await traitsAreWhole()) ? 'emptyAudience' : 'audienceNotReady')];
  if (away.length > 0) return away;
  if (reachable === 0) return [problem('audience', 'nobodyReachable', { count: total })];
  const many = parts && parts.size >= 1 ? Math.ceil(reachable / parts.size) : 0;
  return many > mostParts ? [problem('parts', 'tooManyParts', { parts: many, most: mostParts })] : [];
}

async function segmentProblems(field: string, ids: string[]): Promise<BroadcastProblem[]> {
  const found = await Promise.all(
    ids.map(async id => {
      const segment = await getSegment(id);
      if (!segment) return [problem(field, 'segmentGone', { segment: id })];
      const problems = segment.rule ? await checkRule(segment.rule, { self: id }) : [];
      return problems.slice(0, 1).map(({ text }) => {
        const { name } = segment;
        return { ...problem(field, 'segmentBroken', { segment: id, name }), say: said(name, text) };
      });
    }),
  );
  return found.flat();
}

function said(name: string, text: RuleProblem['text']): BroadcastProblem['say'] {
  return {
    ru: problem('', 'segmentBroken', { name, why: text.ru }).say.ru,
    en: problem('', 'segmentBroken', { name, why: text.en }).say.en,
  };
}

const ofRule = (field: string, { path, code, values, text }: RuleProblem): BroadcastProblem => ({
  field,
  code: `rule.${code}`,
  facts: { ...values, path },
  say: text,
});

async function topicProblems({ topic }: BroadcastWishes): Promise<BroadcastProblem[]> {
  if (topic === undefined) return [];
  const { topics } = await sendingRules();
  return topics.some(({ id }) => id === topic) ? [] : [problem('topic', 'topicGone', { topic })];
}

async function testProblems(broadcast: BroadcastWishes, { publicUrl }: BroadcastMeans): Promise<BroadcastProblem[]> {
  const { test, control } = broadcast;
  const problems: BroadcastProblem[] = [];
  if (control !== undefined && !(control > 0 && control < 100)) problems.push(problem('control', 'badControl'));
  if (!test) return problems;
  if (!(test.share > 0 && test.share <= 100)) problems.push(problem('test.share', 'badShare'));
  else if (test.share + (control ?? 0) > 100)
    problems.push(problem('test.share', 'sharesTooMany', { sum: test.share + (control ?? 0) }));
  if (new Set(test.variants.map(({ id }) => id)).size < test.variants.length)
    problems.push(problem('test.variants', 'sameVariants'));
  if (test.by === 'clicks') problems.push(...clickProblems(broadcast, test, publicUrl));
  if (test.by === 'goal' && !test.goal) problems.push(problem('test.goal', 'noGoal'));
  if (test.goal) problems.push(...(await checkRule(test.goal)).map(found => ofRule('test.goal', found)));
  return problems;
}

/** Who wins by clicks must have something to click, and clicks must be counted. */
function clickProblems(
  { content, audience }: BroadcastWishes,
  { variants }: BroadcastTest,
  publicUrl: string | undefined,
): BroadcastProblem[] {
  if (!publicUrl) return [problem('test.by', 'clicksUncounted')];
  const hasLink = (each: MessageContent) => audience.messengers.some(messenger => linksOf(each, { messenger }).length > 0);
  return [content, ...variants.map(variant => variant.content)].every(hasLink) ? [] : [problem('test.by', 'noLinks')];
}

function paceProblems({ parts, pace }: BroadcastWishes): BroadcastProblem[] {
  const problems: BroadcastProblem[] = [];
  if (pace !== undefined && !(pace >= slowest && pace <= fastest))
    problems.push(problem('pace', 'badPace', { least: slowest, most: fastest }));
  if (!parts) return problems;
  if (!(Number.isInteger(parts.size) && parts.size >= 1)) problems.push(problem('parts.size', 'badPartSize'));
  if (!(parts.pauseMinutes >= 1 && parts.pauseMinutes <= mostPauseMinutes))
    problems.push(problem('parts.pauseMinutes', 'badPause'));
  return problems;
}

/** Two weeks. */
const mostPauseMinutes = 14 * 24 * 60;
