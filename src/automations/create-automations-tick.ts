import { loadSetting, saveSetting } from '../db/index.ts';
import { createFeed, type Happening } from '../happenings/index.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import { segmentMovesSince } from '../segments/index.ts';
import type { Automation } from './automation.ts';
import { runningAutomations } from './automation-store.ts';
import { beginRun, type Cause } from './begin-run.ts';
import { createDateAgenda } from './looks/date-agenda.ts';
import { type LookMeans, ofKind } from './looks/look.ts';
import { lookAtAbandoned } from './looks/look-at-abandoned.ts';
import { ofDates } from './looks/look-at-dates.ts';
import { lookAtSilence } from './looks/look-at-silence.ts';
import { lookAtTasks } from './looks/look-at-tasks.ts';
import { lookAtWaiting } from './looks/look-at-waiting.ts';
import { claimRun, dueRuns, wakeOn } from './run-store.ts';
import type { StepMeans } from './steps/step-context.ts';
import { causeOf, sourcesOf } from './trigger-matches.ts';
import { allSteps } from './walk-steps.ts';
import { workRun } from './work-run.ts';

/** Begins chains and goes on with them. */
export interface AutomationsTick {
  /**
   * Looks at what has happened, at clocks and calendars, and at those whose time has come. What does not fit into one tick comes with the next.
   * Twice at once, in one process or two, does nothing twice.
   */
  work(): Promise<void>;
}

/** The tick that calls us is taken for dead after a minute; what is left over comes with the next one. */
const longestMs = 25_000;
/** So many people are worked on at once: customers who write at this moment go first. */
const mostAtOnce = 8;
const pageSize = 200;
/** Clocks and calendars are looked at so often. */
const lookMs = 15_000;
/** Moves of segments are written down after the time that they bear. */
const movesOverlapMs = 5 * 60_000;
const movesSetting = 'automations.moves';

type Means = StepMeans & { clock: Clock; log: Logger };

export function createAutomationsTick(means: Means): AutomationsTick {
  const { clock, log, timeZone } = means;
  const feed = createFeed({ name: 'automations.cursor', clock });
  const agenda = createDateAgenda();
  const gate = new Gate(mostAtOnce);
  let working: Promise<void> | undefined;
  let lookedAt = 0;

  const now = (): LookMeans => ({ now: clock.now(), timeZone });

  /** One that cannot be let in now keeps nobody else out; they are found again by the next look, or by the feed's. */
  async function begin(automation: Automation, cause: Cause): Promise<void> {
    await beginRun(automation, cause, now());
  }

  async function pass() {
    const began = performance.now();
    const isEnough = () => performance.now() - began > longestMs;
    const automations = await runningAutomations();
    const parts: [string, () => Promise<void>][] = [
      ['what happens', () => listen(automations, isEnough)],
      ['segments', () => followSegments(automations)],
      ['clocks', () => lookAround(automations)],
      ['steps', () => workDue(automations, isEnough)],
    ];
    for (const [part, work] of parts) {
      await work().catch(error => log.error({ err: error, part }, 'automations stumbled; the next tick goes on'));
    }
  }

  async function listen(automations: Automation[], isEnough: () => boolean) {
    const dates = new Set(automations.flatMap(dateWaits).map(({ field }) => field));
    const sources = sourcesOf(automations, { dates: dates.size > 0 });
    const oldest = Math.min(...automations.map(({ onSince, changedAt }) => (onSince ?? changedAt).getTime()));
    if (sources.length === 0) return feed.forget();
    await feed.gather({
      oldest: new Date(oldest),
      sources,
      isEnough,
      take: async events => {
        const lanes = new Map<string, Happening[]>();
        for (const event of events) lanes.set(event.contact ?? '', [...(lanes.get(event.contact ?? '') ?? []), event]);
        await Promise.all([...lanes.values()].map(lane => gate.run(() => takeLane(automations, lane))));
      },
    });
  }

  /** What happened to one contact, in its order. */
  async function takeLane(automations: Automation[], lane: Happening[]) {
    for (const event of lane) {
      await heedDates(automations, event);
      for (const automation of automations) {
        const cause = event.at >= (automation.onSince ?? automation.changedAt) && causeOf(automation.trigger, event);
        if (cause) await begin(automation, cause);
      }
    }
  }

  /** A date that was moved moves those who wait for it. */
  async function heedDates(automations: Automation[], event: Happening) {
    if (event.type !== 'contact.changed' && event.type !== 'contact.created') return;
    const { contact } = event.data;
    const changed = new Set(event.data.changes.map(({ field }) => field));
    const isNew = event.type === 'contact.created';
    const touched = (field: string) => isNew || changed.has(field) || changed.has('timeZone');
    await agenda.renew(
      ofDates(automations).filter(({ trigger }) => touched(trigger.field)),
      contact,
      now(),
    );
    for (const automation of automations) {
      const steps = dateWaits(automation).flatMap(({ step, field }) => (touched(field) ? [step] : []));
      await wakeOn({ automation: automation.id, steps, contact }, clock.now());
    }
  }

  /** The moves of segments, from where they were followed last. */
  async function followSegments(automations: Automation[]) {
    const wanted = ofKind(automations, 'segmentEntered', 'segmentLeft');
    if (wanted.length === 0) return;
    const until = clock.now();
    const saved = await loadSetting(movesSetting);
    const oldest = Math.min(...wanted.map(({ onSince, changedAt }) => (onSince ?? changedAt).getTime()));
    const from = new Date(Math.max(oldest, (saved ? Date.parse(saved) : oldest) - movesOverlapMs));
    for (let skip = 0; ; skip += pageSize) {
      const moves = await segmentMovesSince(from, until, { skip, limit: pageSize });
      for (const { id, segment, contact, what, at } of moves) {
        for (const automation of wanted) {
          const isHis = automation.trigger.segment === segment && automation.trigger.kind === kinds[what];
          if (isHis && at >= (automation.onSince ?? automation.changedAt))
            await begin(automation, { contact, cause: `move:${id}` });
        }
      }
      if (moves.length < pageSize) break;
    }
    await saveSetting(movesSetting, until.toISOString());
  }

  async function lookAround(automations: Automation[]) {
    const at = clock.now().getTime();
    if (Math.abs(at - lookedAt) < lookMs) return;
    lookedAt = at;
    await lookAtWaiting(automations, now(), begin);
    await lookAtTasks(automations, now(), begin);
    await lookAtAbandoned(automations, now(), begin);
    await agenda.work(ofDates(automations), now(), begin);
    await lookAtSilence(automations, now(), begin);
  }

  /** Everybody whose time has come, a page of each automation after the other, so that a full one holds up no other. */
  async function workDue(automations: Automation[], isEnough: () => boolean) {
    let left = automations;
    while (left.length > 0 && !isEnough()) {
      const full: Automation[] = [];
      for (const automation of left) {
        const due = await dueRuns(automation.id, clock.now(), pageSize);
        await Promise.all(due.map(run => gate.run(() => workOne(automation, run))));
        if (due.length === pageSize) full.push(automation);
      }
      left = full;
    }
  }

  async function workOne(automation: Automation, run: Awaited<ReturnType<typeof dueRuns>>[number]) {
    try {
      const claimed = await claimRun(run, clock.now());
      if (claimed) await workRun(automation, claimed, { ...means, now: clock.now() });
    } catch (error) {
      log.error({ err: error, run: run._id }, 'a run of an automation stumbled; it goes on in two minutes');
    }
  }

  return {
    work() {
      working ??= pass().finally(() => {
        working = undefined;
      });
      return working;
    },
  };
}

const kinds = { entered: 'segmentEntered', left: 'segmentLeft' } as const;

function dateWaits({ steps }: Automation): { step: string; field: string }[] {
  return allSteps(steps).flatMap(step =>
    step.do === 'wait' && step.wait.kind === 'date' ? [{ step: step.id, field: step.wait.field }] : [],
  );
}
