import type { Contact } from '../contacts/index.ts';
import { type Advance, advance, type Conversation, finishedRuns, latestRuns } from '../conversations/index.ts';
import { dealOf } from '../deals/index.ts';
import {
  converse,
  type Effect,
  type Facts,
  type FlowEvent,
  needsSegments,
  type Position,
  type RunRecord,
  revisionsOf,
  type StepResult,
} from '../flow/index.ts';
import type { Flows } from '../flows/index.ts';
import type { Messenger } from '../messages/index.ts';
import { sendingRules } from '../outbox/index.ts';
import { segmentsOf } from '../segments/index.ts';
import { factsFor, type Habits } from './facts.ts';
import { answerDue } from './to-people.ts';

export interface AnswerContext {
  flows: Flows;
  defaults: Habits;
  now: Date;
}

/** What the bot does about an event, with the run's own revision and all that the engine may know. Changes nothing. */
export async function answerTo(
  event: FlowEvent,
  whose: Whose,
  context: AnswerContext,
  source: { link?: string; detail?: string } = {},
): Promise<StepResult> {
  const { position } = whose.conversation;
  const mayStart = position?.asked === undefined || !isPlainAnswer(event);
  const facts = await factsOf(whose, context, { source, mayStart });
  return converse(context.flows.library, position, event, facts);
}

interface Whose {
  conversation: Conversation;
  contact: Contact;
  messenger: Messenger;
}

/** All that the engine may know, with the revisions that the run needs made known to the library. `mayStart`: a flow may begin. */
export async function factsOf(
  { conversation, contact, messenger }: Whose,
  { flows, defaults, now }: AnswerContext,
  { source = {}, mayStart = true }: { source?: { link?: string; detail?: string }; mayStart?: boolean } = {},
): Promise<Facts> {
  const { position } = conversation;
  for (const revision of position ? revisionsOf(position) : []) await flows.ensureRevision(revision);
  const wanted = needsSegments(flows.library, position);
  const [runs, deal, segments, { quietHours }] = await Promise.all([
    mayStart ? earlierRuns(flows, { contact: contact.id, conversation: conversation.id }) : { finished: {} },
    contact.hasDeals ? dealOf({ contact: contact.id, run: position?.run }) : undefined,
    wanted.length > 0 ? segmentsOf(contact.id, wanted, { now, timeZone: defaults.timeZone }) : undefined,
    sendingRules(),
  ]);
  return factsFor({
    conversation,
    contact,
    messenger,
    ...runs,
    ...(deal && { deal }),
    ...(segments && { segments }),
    source,
    quietHours,
    defaults,
    now,
  });
}

/** How earlier runs ended, and those that may be taken up again, whole. */
async function earlierRuns(
  { library }: Flows,
  of: { contact: string; conversation: string },
): Promise<Pick<Facts, 'finished' | 'earlier'>> {
  const finished = await finishedRuns(of);
  const resumed = Object.keys(finished).filter(flow => library.byId(flow)?.again === 'resume');
  return resumed.length > 0 ? { finished, earlier: await latestRuns({ ...of, flows: resumed }) } : { finished };
}

/** An event that can start no flow while a question waits, so that how others ended does not matter. */
function isPlainAnswer(event: FlowEvent): boolean {
  return (event.kind === 'text' && !event.text.startsWith('/')) || (event.kind === 'press' && event.data.startsWith('q:'));
}

/** What an answer makes of the conversation itself, and what it leaves to do. */
export function changeBy(
  conversation: Conversation,
  answer: StepResult,
): Pick<Advance, 'position' | 'lastPress' | 'run' | 'mode' | 'todo'> & { todo: NonNullable<Advance['todo']> } {
  const handoff = answer.effects.find(effect => effect.kind === 'handoff');
  const run = answer.effects.findLast(effect => effect.kind === 'run');
  const flow = flowOf(conversation, answer);
  return {
    position: answer.position ?? null,
    ...(answer.lastPress && { lastPress: answer.lastPress }),
    ...(run?.kind === 'run' && { run: withoutAnswers(run.run) }),
    ...(handoff?.kind === 'handoff' && { mode: { mode: 'queue', queue: handoff.queue } }),
    todo: { effects: [...answer.effects.filter(isToBeDone), ...leftBehind(conversation, answer)], ...(flow && { flow }) },
  };
}

/** The flow that the effects are told of: the one the run stands in, or stood in before this event ended it. */
function flowOf(conversation: Conversation, answer: StepResult): string | undefined {
  const run = answer.effects.find(effect => effect.kind === 'run');
  return run?.kind === 'run' ? run.run.flow : (answer.position ?? conversation.position)?.flow;
}

/** A run that goes on is kept in the conversation itself. */
function isToBeDone(effect: Effect): boolean {
  return effect.kind !== 'run' || effect.run.outcome !== undefined;
}

function withoutAnswers({ answers: _answers, ...run }: RunRecord): NonNullable<Conversation['run']> {
  return run;
}

/** A question that waited and waits no longer, of which the engine says nothing (too many wrong answers lead elsewhere), has been left. */
function leftBehind({ position: before }: Conversation, { position: after, effects }: StepResult): Effect[] {
  if (before?.asked === undefined || (after && isSameQuestion(before, after))) return [];
  const { flow, revision, run, step } = before;
  const isTold = effects.some(
    effect =>
      effect.kind === 'fact' && effect.run === run && effect.flow === flow && effect.step === step && effect.what !== 'invalid',
  );
  return isTold ? [] : [{ kind: 'fact', flow, revision, run, step, what: 'left' }];
}

function isSameQuestion(one: Position, other: Position): boolean {
  return one.run === other.run && one.flow === other.flow && one.step === other.step;
}

/** The last thing said, as the list of conversations shows it. */
export function lastSaid({ effects }: StepResult, now: Date): Advance['message'] {
  const said = effects.findLast(effect => effect.kind === 'say');
  return said?.kind === 'say' ? { text: preview(said.message.text), kind: kindOf(said), at: now, author: 'bot' } : undefined;
}

function kindOf({ message }: Extract<Effect, { kind: 'say' }>): NonNullable<Advance['message']>['kind'] {
  return (message.text === '' && message.attachments?.[0]?.kind) || 'text';
}

/** The beginning of a text, fit for a line. */
export function preview(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/**
 * The one atomic write of an answer that no message of the customer called for: their time has come, or they were moved. Until its effects
 * are done the conversation counts as due, so that somebody comes back to it. Nothing when somebody else has changed it meanwhile.
 */
export function advanceUnattended(
  conversation: Conversation,
  answer: StepResult,
  { now, defaults }: Pick<AnswerContext, 'now' | 'defaults'>,
): Promise<Conversation | undefined> {
  const message = lastSaid(answer, now);
  const change = changeBy(conversation, answer);
  return advance(conversation, {
    now,
    ...change,
    todo: { ...change.todo, priority: 'reminder' },
    ...(message && { message }),
    ...(change.mode && { waiting: true, dueAt: answerDue(change.mode.queue, { defaults, now, isFirst: true }) }),
    unattended: true,
  });
}
