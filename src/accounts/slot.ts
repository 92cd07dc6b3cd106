import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import {
  eachValue,
  type Intake,
  type Messenger,
  type MessengerName,
  type MessengerState,
  type Problem,
  problemKey,
} from '../messages/index.ts';
import type { Told } from './duty.ts';
import { showMessenger } from './show-messenger.ts';

/** A messenger with its way in, where it is pushed to. */
export interface Made<Routes> {
  messenger: Messenger;
  routes?: Routes | undefined;
}

/** What is to stand in a slot. */
export interface Wanted<Routes> {
  /** Another one means that another messenger has to be made. */
  fingerprint: string;
  /** The token's mark. */
  mark: string;
  /** Only the process that has the duty may run it. */
  isPull: boolean;
  /** With the same token the one before may go on until this one works. */
  overlaps: boolean;
  /** `account` is what another process found out about the token; `note` takes what goes wrong. */
  make(account: string | undefined, note: (problem: Problem) => void): Made<Routes>;
  /** Takes secrets out of words that people will read. */
  hide(text: string): string;
}

export interface SlotOptions {
  name: MessengerName;
  /** Whether this process receives at all: otherwise it only hears how things stand. */
  receives: boolean;
  note(problem: Problem): void;
  /** Another messenger, or none, is shown from now on. */
  onChange(): void;
  clock: Clock;
  log: Logger;
}

interface Present<Routes> extends Made<Routes> {
  wanted: Wanted<Routes>;
  shown: Messenger;
  isRunning: boolean;
  started: Promise<void>;
}

/** The place of one messenger in this process: what stands there is exchanged, started and stopped here, one change at a time. */
export interface Slot<Routes> {
  readonly name: MessengerName;
  readonly made: Made<Routes> | undefined;
  /** The messenger as others see it: its state is the installation's, not this process's alone. Nothing while its account is not known. */
  readonly shown: Messenger | undefined;
  /** Takes in what the process with the duty tells. */
  hear(told: Told | undefined): void;
  /** What this process, having the duty, tells the others. */
  tell(): Told | undefined;
  /** Works towards what is wanted; passes over while an earlier change is under way. */
  become(goal: { wanted: Wanted<Routes> | undefined; hasDuty: boolean; intake: Intake | undefined }): void;
  /** Resolves when no change is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** So long a new messenger may take to work before the one that it follows is stopped all the same. */
const overlapMs = 10_000;
const silence: MessengerState = { state: 'failing', problem: { code: 'silent' } };

export function createSlot<Routes>({ name, receives, note, onChange, clock, log }: SlotOptions): Slot<Routes> {
  let present: Present<Routes> | undefined;
  let told: Told | undefined;
  let change: Promise<void> | undefined;
  let isOnDuty = false;
  /** What was noted since it worked last. */
  let noted = new Set<string>();

  return {
    name,
    get made() {
      return present;
    },
    get shown() {
      return present && (present.isRunning || present.messenger.account !== '') ? present.shown : undefined;
    },
    hear(latest) {
      told = latest;
    },
    tell() {
      if (!present?.isRunning) return undefined;
      const { messenger, wanted } = present;
      const state = hidden(messenger.state, wanted);
      remember(state);
      return { state, account: messenger.account, mark: wanted.mark, at: clock.now() };
    },
    become(goal) {
      isOnDuty = goal.hasDuty;
      change ??= work(goal)
        .catch(error =>
          log.error({ err: error, messenger: name }, 'a messenger could not be exchanged; the next look tries again'),
        )
        .finally(() => {
          change = undefined;
        });
    },
    async settled() {
      await change;
    },
    async stop() {
      await change;
      if (present) await halt(present);
    },
  };

  async function work({ wanted, hasDuty, intake }: Parameters<Slot<Routes>['become']>[0]): Promise<void> {
    const may = wanted && (hasDuty || !wanted.isPull) ? intake : undefined;
    if (needsAnother(wanted)) await exchange(wanted, may);
    if (!present) return;
    if (may && !present.isRunning) begin(present, may);
    if (!may && present.isRunning) await halt(present);
  }

  function needsAnother(wanted: Wanted<Routes> | undefined): boolean {
    if (wanted?.fingerprint !== present?.wanted.fingerprint) return true;
    return (
      present !== undefined &&
      !present.isRunning &&
      present.messenger.account === '' &&
      knownAccount(present.wanted) !== undefined
    );
  }

  async function exchange(wanted: Wanted<Routes> | undefined, may: Intake | undefined): Promise<void> {
    const before = present;
    // The new one can send before it receives, so at no moment is there none.
    present = wanted && place(wanted);
    noted = new Set();
    onChange();
    if (!before?.isRunning) return;
    if (present && may && wanted?.overlaps && wanted.mark === before.wanted.mark) {
      begin(present, may);
      await Promise.race([present.started, clock.sleep(overlapMs)]);
    }
    await halt(before);
  }

  function place(wanted: Wanted<Routes>): Present<Routes> {
    const made: Made<Routes> = wanted.make(knownAccount(wanted), problem => heard(problem, made.messenger));
    const placed: Present<Routes> = { ...made, wanted, isRunning: false, started: Promise.resolve(), shown: made.messenger };
    placed.shown = showMessenger(made.messenger, () => stateOf(placed));
    return placed;
  }

  function begin(placed: Present<Routes>, intake: Intake): void {
    placed.isRunning = true;
    placed.started = placed.messenger
      .start(intake)
      .catch(error => log.error({ err: error, messenger: name }, 'a messenger could not be started'));
    onChange();
  }

  async function halt(placed: Present<Routes>): Promise<void> {
    await placed.messenger.stop();
    placed.isRunning = false;
    onChange();
  }

  function stateOf({ isRunning, messenger, wanted }: Present<Routes>): MessengerState {
    if (isRunning) return hidden(messenger.state, wanted);
    if (told?.mark === wanted.mark) return told.state;
    return receives || told ? { state: 'starting' } : silence;
  }

  function knownAccount(wanted: Wanted<Routes>): string | undefined {
    return told && told.mark === wanted.mark && told.account !== '' ? told.account : undefined;
  }

  /** What keeps a messenger from working every process meets: the one with the duty notes it for all. */
  function heard(problem: Problem, { state }: Messenger): void {
    const isState = 'problem' in state && problemKey(state.problem) === problemKey(problem);
    if (present && (isOnDuty || !isState)) noteOnce(eachValue(problem, present.wanted.hide));
  }

  /** A messenger that stops working is noted once, whoever notices first and however often it is looked at. */
  function remember(state: MessengerState): void {
    if ('problem' in state && isOnDuty) noteOnce(state.problem);
    if (state.state === 'ready') noted = new Set();
  }

  function noteOnce(problem: Problem): void {
    const key = problemKey(problem);
    if (!noted.has(key)) note(problem);
    noted.add(key);
  }
}

function hidden<Routes>(state: MessengerState, { hide }: Wanted<Routes>): MessengerState {
  return 'problem' in state ? { ...state, problem: eachValue(state.problem, hide) } : state;
}
