import { type Contact, livingContact } from '../contacts/index.ts';
import { cancelDeliveries } from '../deliveries/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Logger } from '../lib/logger.ts';
import { isInAudience } from '../segments/index.ts';
import type { Automation, AutomationStep, LogLine } from './automation.ts';
import type { RunDocument } from './automation-model.ts';
import { waitUntil, withinHours, zoneOf } from './moments.ts';
import { changeRun, type RunChange } from './run-store.ts';
import { doStep } from './steps/do-step.ts';
import type { StepMeans } from './steps/step-context.ts';
import { nextAfter, standingOn } from './walk-steps.ts';

/** How long to wait before a step that failed is tried again. */
const pauses = [1, 5, 15, 60].map(minutes => minutes * 60_000);

export interface WorkMeans extends StepMeans {
  now: Date;
  log: Logger;
}

/** What is written of a step, and whether the run goes on at once. */
interface Turn {
  change: RunChange;
  goesOn: boolean;
  /** What would still come of it is of no use any more. */
  takesBack?: true;
}

/**
 * Goes on with a run that the caller has taken in hand, step by step, until it waits or is over. Each step is written down once it is done: who
 * dies in between does it once more, under the same key. Before each the exit rule is asked.
 */
export async function workRun(automation: Automation, claimed: RunDocument, means: WorkMeans): Promise<void> {
  let run = claimed;
  for (;;) {
    const contact = await livingContact(run.contact);
    const turn = await nextTurn(automation, run, contact, means);
    const moved = contact && contact.id !== run.contact ? { contact: contact.id } : {};
    const change = { ...turn.change, set: { ...moved, ...turn.change.set } };
    if (!(await changeRun(run, change))) return;
    if (turn.takesBack) await cancelDeliveries({ run: run._id }, 'left', means.now);
    if (!turn.goesOn) return;
    run = after(run, change);
  }
}

async function nextTurn(automation: Automation, run: RunDocument, contact: Contact | undefined, means: WorkMeans): Promise<Turn> {
  const { now } = means;
  if (!contact || contact.deletedAt) return { ...leave(automation, 'deleted', now), takesBack: true };
  const step = run.step === undefined ? undefined : standingOn(automation, run.step);
  if (!step) return end(automation, { at: now, what: 'done' }, 'done');
  try {
    const { exitWhen } = automation;
    const isOver = exitWhen && (await isInAudience(contact.id, exitWhen, { now, timeZone: means.timeZone }));
    if (isOver) return { ...leave(automation, 'exitRule', now), takesBack: true };
    return await turnAt(step, { automation, run, contact, means });
  } catch (error) {
    return stumble(step, automation, run, { error, ...means });
  }
}

interface Place {
  automation: Automation;
  run: RunDocument;
  contact: Contact;
  means: WorkMeans;
}

async function turnAt(step: AutomationStep, place: Place): Promise<Turn> {
  const { automation, run, contact, means } = place;
  const { now, timeZone } = means;
  if (run.did.includes(step.id)) return goOn(automation, step.id, []);
  if (step.do === 'exit') return leave(automation, 'exitStep', now, step.id);
  if (step.do === 'wait') return waitAt(step, place);
  if (step.do === 'branch') {
    const holds = await isInAudience(contact.id, step.rule, { now, timeZone });
    const [first] = holds ? step.then : step.else;
    const line: LogLine = { at: now, step: step.id, what: holds ? 'matched' : 'notMatched' };
    return goOn(automation, step.id, [line], first?.id);
  }
  const open = withinHours(automation.hours, now, zoneOf(contact, timeZone));
  if (open > now) return { change: { set: { step: step.id, wakeAt: open } }, goesOn: false };
  const outcome = await doStep(step, { ...means, automation, run, contact, now, key: `auto:${run._id}:${step.id}` });
  if ('retryAt' in outcome) return putOff(step, run, outcome, now);
  return goOn(automation, step.id, [{ at: now, step: step.id, ...outcome }]);
}

/** Who waits for quiet hours to end is told of once. */
function putOff(step: AutomationStep, run: RunDocument, { retryAt, reason }: { retryAt: Date; reason: string }, at: Date): Turn {
  const isTold = run.log.some(line => line.step === step.id && line.what === 'waits' && line.reason === reason);
  const log: LogLine[] = isTold ? [] : [{ at, step: step.id, what: 'waits', reason, until: retryAt }];
  return { change: { set: { step: step.id, wakeAt: retryAt }, log }, goesOn: false };
}

function waitAt(step: Extract<AutomationStep, { do: 'wait' }>, { automation, run, contact, means }: Place): Turn {
  const { now, timeZone } = means;
  const begun = run.waits?.step === step.id ? run.waits : undefined;
  // A date may have moved meanwhile; any other wait lasts as long as it was told.
  const isFixed = begun && step.wait.kind !== 'date';
  const since = begun?.since ?? now;
  const until = isFixed ? begun.until : waitUntil(step.wait, { since, contact, timeZone: zoneOf(contact, timeZone) });
  const isMissed = until === 'missed' || (!begun && until <= now);
  if (isMissed && step.wait.kind === 'date') {
    if (step.wait.missed === 'exit') return leave(automation, 'dateMissed', now, step.id);
    return goOn(automation, step.id, [{ at: now, step: step.id, what: 'waits', reason: 'dateMissed' }]);
  }
  if (until === 'missed' || until <= now) return goOn(automation, step.id, []);
  const line: LogLine = { at: now, step: step.id, what: 'waits', until };
  const isNews = begun?.until.getTime() !== until.getTime();
  return {
    change: { set: { step: step.id, wakeAt: until, waits: { step: step.id, since, until } }, log: isNews ? [line] : [] },
    goesOn: false,
  };
}

/** The step is over; `into` is the first of a branch. */
function goOn(automation: Automation, step: string, log: LogLine[], into?: string): Turn {
  const next = into ?? nextAfter(automation.steps, step);
  return {
    change: {
      ...(next !== undefined && { set: { step: next } }),
      unset: ['waits', 'attempts', ...(next === undefined ? (['step'] as const) : [])],
      log,
      did: step,
    },
    goesOn: true,
  };
}

function leave(automation: Automation, reason: string, at: Date, step?: string): Turn {
  return end(automation, { at, what: 'left', reason, ...(step !== undefined && { step }) }, 'left');
}

/** Who may never come again keeps their seat. */
function end({ reentry }: Automation, line: LogLine, state: 'done' | 'left' | 'failed'): Turn {
  const seat = reentry.kind === 'never' ? [] : (['seat'] as const);
  return {
    change: { set: { state, endedAt: line.at }, unset: ['wakeAt', 'waits', 'attempts', ...seat], log: [line] },
    goesOn: false,
  };
}

/**
 * A step that failed is tried again a few times; what can never be done, or failed to the end, is told and the run goes on with the next step.
 * Where it is the way itself that cannot be told, the run has failed.
 */
function stumble(
  step: AutomationStep,
  automation: Automation,
  run: RunDocument,
  { error, now, log }: { error: unknown; now: Date; log: Logger },
): Turn {
  const isFinal = error instanceof AppError && !passing.test(error.code);
  const { attempts = 0 } = run;
  const pause = pauses[attempts];
  if (!isFinal && pause !== undefined) {
    log.warn({ err: error, run: run._id, step: step.id }, 'a step of an automation stumbled; it is tried again');
    return {
      change: { set: { step: step.id, attempts: attempts + 1, wakeAt: new Date(now.getTime() + pause) } },
      goesOn: false,
    };
  }
  const line: LogLine = { at: now, step: step.id, what: 'failed', reason: error instanceof AppError ? error.code : 'error' };
  log.error({ err: error, run: run._id, step: step.id }, 'a step of an automation could not be done');
  const leadsTheWay = step.do === 'branch' || isFinalRule(error);
  return leadsTheWay ? end(automation, line, 'failed') : goOn(automation, step.id, [line]);
}

/** Others were at it just then. */
const passing = /\.(busy|conflict|changed_meanwhile)$/;

/** A rule that asks for what is not there any more: nobody can say who leaves. */
const isFinalRule = (error: unknown): boolean => error instanceof AppError && /^(segments|rules|traits)\./.test(error.code);

/** The run as it is written, for the next step. */
function after(run: RunDocument, { set, unset = [], log = [], did }: RunChange): RunDocument {
  const next: RunDocument = { ...run, ...set, log: [...run.log, ...log], did: did === undefined ? run.did : [...run.did, did] };
  for (const name of unset) delete next[name];
  return next;
}
