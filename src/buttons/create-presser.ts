import { type Contact, getContact, patchContact } from '../contacts/index.ts';
import {
  type Deal,
  type DealField,
  type DealValue,
  dealHistory,
  getDeal,
  getPipeline,
  type Move,
  missingIn,
  moved,
  type PendingPress,
  type Pipeline,
  type PressDeed,
  pendingPresses,
  pendingPressOf,
  settleOrder,
  withValue,
  writeDeal,
} from '../deals/index.ts';
import type { Desk, WorkingHours } from '../inbox/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { createTask } from '../tasks/index.ts';
import type { Language } from '../texts/index.ts';
import type { ButtonStep, DealButton } from './button.ts';
import { buttonsOf } from './button-store.ts';
import { dueAt } from './due-at.ts';
import { endEarlier } from './end-earlier.ts';
import { fillIn } from './fill-in.ts';
import { settleNextStep } from './next-step.ts';
import { say } from './say.ts';
import { undoPress } from './undo-press.ts';

export interface Presser {
  /**
   * Presses a button: the same key twice is one press. Resolves with the deal as it is then and what was done. AppErrors `buttons.gone` where
   * the deal is not in the button's stage (any more), `buttons.pressed_meanwhile` with `times`, `deals.needs` as `moveTo`, `deals.not_found`.
   */
  press(press: Press): Promise<{ deal: Deal; did: PressDeed[] }>;
  /** Takes a press back within a minute, all but what was said. AppErrors `buttons.too_late`, `buttons.nothing_to_undo`. */
  undo(deal: string, press: string, staff: { id: string; name: string }): Promise<Deal>;
  /** Does what processes that died began. A tick. */
  finish(): Promise<void>;
}

export interface Press {
  deal: string;
  button: string;
  key: string;
  staff: { id: string; name: string };
  language: Language;
  /** How often it had been pressed as the person saw it: somebody who was first makes it another press. */
  times?: number;
  /** What the stage that it moves to wants filled in. */
  values?: Partial<Record<DealField, DealValue>>;
  lostReason?: string;
}

export interface PressOptions {
  desk: Pick<Desk, 'takeOver' | 'reply'>;
  workingHours(): WorkingHours;
  /** IANA. */
  timeZone: string;
  clock: Clock;
}

/** What is kept of a press until it is done. */
interface Work {
  button: DealButton;
  values?: Press['values'];
  lostReason?: string;
}

/** A press that nobody ended for so long was its process's last. */
const forgottenMs = 15_000;

/** Presses buttons of deals: claimed in the deal by one write, then each deed under a key of its own. */
export function createPresser(options: PressOptions): Presser {
  const { clock } = options;

  async function press({ deal: id, button: buttonId, key, staff, language, times, values, lostReason }: Press) {
    const deal = await ended(await find(id));
    const earlier = await resultOf(id, key);
    if (earlier) return { deal, did: earlier };
    const { buttons } = await buttonsOf(deal.pipeline, language);
    const button = buttons.find(known => known.id === buttonId && known.stage === deal.stage);
    if (!button) throw new AppError('buttons.gone', 'This button is not offered for the deal any more.', { deal: id });
    checkTimes(deal, buttonId, times);
    const work: Work = { button, ...(values && { values }), ...(lostReason && { lostReason }) };
    const step = stepOf(button, (deal.presses?.[buttonId] ?? 0) + 1);
    await mayMove(deal, step, work);
    const now = clock.now();
    const by = { kind: 'staff' as const, ...staff };
    const claimed = await writeDeal(id, {
      key: `press:${key}`,
      by,
      now,
      read: deal,
      change: before => {
        const pending = pendingPressOf(before);
        if (before.stage !== button.stage || (pending && pending.press !== key))
          throw new AppError('buttons.gone', 'Somebody else has changed this deal meanwhile. Look at it again.', { deal: id });
        checkTimes(before, buttonId, times);
        return { ...before, presses: { ...before.presses, [buttonId]: (before.presses?.[buttonId] ?? 0) + 1 } };
      },
      note: { pressing: { press: key, at: now, by, work } },
    });
    const done = await ended(claimed.presses?.[buttonId] === undefined ? claimed : await find(id));
    return { deal: done, did: (await resultOf(id, key)) ?? [] };
  }

  /** The deal with nothing under way. */
  async function ended(deal: Deal): Promise<Deal> {
    const pending = pendingPressOf(deal);
    return pending ? carryOut(deal, pending) : deal;
  }

  async function carryOut(deal: Deal, pending: PendingPress): Promise<Deal> {
    const { button, values, lostReason } = pending.work as Work;
    const times = deal.presses?.[button.id] ?? 1;
    const step = stepOf(button, times);
    const pipeline = await getPipeline(deal.pipeline);
    const card = await getContact(deal.contact);
    const outer = [
      ...(step.tag?.on === 'contact' ? [await tagContact(step.tag.tag, card, pending)] : []),
      ...(step.task ? [await makeTask(step.task, deal, pending)] : []),
      ...(step.message ? [await tell(step.message, deal, card, pending)] : []),
      ...(await endEarlier(button, deal.id, pending)),
    ];
    const inner: PressDeed[] = [];
    const done = await writeDeal(deal.id, {
      key: `pressed:${pending.press}`,
      by: pending.by,
      now: clock.now(),
      change: before => {
        inner.length = 0;
        return changeDeal(before, step, {
          pipeline,
          work: { button, ...(values && { values }), ...(lostReason && { lostReason }) },
          inner,
        });
      },
      events: () => [
        {
          id: `pressed:${pending.press}:press`,
          at: pending.at,
          by: pending.by,
          what: 'pressed',
          press: pending.press,
          button: button.id,
          name: button.name,
          times,
          did: [...outer, ...inner],
        },
      ],
      note: { pressing: null },
    });
    await Promise.all([settleNextStep(deal.id), settleOrder(deal.id, clock.now())]);
    return done;
  }

  async function makeTask({ title, due }: NonNullable<ButtonStep['task']>, deal: Deal, { press: key, at, by }: PendingPress) {
    const when = dueAt(at, due, { hours: options.workingHours(), timeZone: options.timeZone });
    const who = deal.owner ?? (by.kind === 'staff' ? by.id : undefined);
    const task = `press:${key}:task`;
    await createTask({
      key: task,
      title,
      due: when,
      for: who ? { kind: 'staff', staff: who } : { kind: 'managers' },
      contact: deal.contact,
      deal: deal.id,
      ...(by.kind === 'staff' && { by: by.id }),
      now: at,
    });
    return { kind: 'task', outcome: 'done', words: title, task, due: when } satisfies PressDeed;
  }

  async function tell(
    text: string,
    deal: Deal,
    contact: Contact | undefined,
    { press: key, by }: PendingPress,
  ): Promise<PressDeed> {
    const staff = by.kind === 'staff' ? by : { id: 'automation', name: '' };
    const words = contact ? fillIn(text, { contact, deal, staff }) : text;
    const said = contact
      ? await say({ contact: contact.id, words, staff, key: `press:${key}` }, options.desk)
      : { why: 'noContact' };
    if ('why' in said) return { kind: 'message', outcome: 'skipped', words, why: said.why };
    return { kind: 'message', outcome: 'done', words, ...(said.took && { took: true }) };
  }

  async function tagContact(tag: string, contact: Contact | undefined, { press: key, at, by }: PendingPress): Promise<PressDeed> {
    const deed = { kind: 'tag', words: tag, on: 'contact' } as const;
    if (!contact) return { ...deed, outcome: 'skipped', why: 'noContact' };
    const known = contact.tags.includes(tag);
    const author = by.kind === 'staff' ? by : ({ kind: 'automation', id: 'button', name: tag } as const);
    await patchContact(contact.id, { addTags: [tag] }, { key: `press:${key}:tag`, by: author, now: at });
    return { ...deed, outcome: known ? 'skipped' : 'done', ...(known && { why: 'tagKnown' }) };
  }

  return {
    press,
    undo: (deal, key, staff) => undoPress({ deal, press: key, staff, now: clock.now() }),
    async finish() {
      const forgotten = await pendingPresses(new Date(clock.now().getTime() - forgottenMs), 100);
      for (const id of forgotten) await ended(await find(id));
    },
  };
}

/** What the press does to the deal itself; what of it was done stands in `inner`. */
function changeDeal(
  deal: Deal,
  { field, tag, move }: ButtonStep,
  { pipeline, work, inner }: { pipeline: Pipeline | undefined; work: Work; inner: PressDeed[] },
): Deal {
  let next = deal;
  if (field) {
    const old = deal.fields[field.name];
    inner.push({
      kind: 'field',
      outcome: 'done',
      words: String(field.value),
      field: field.name,
      ...(old !== undefined && { old }),
    });
    next = withValue(next, `fields.${field.name}`, field.value);
  }
  if (tag?.on === 'deal') {
    const known = next.tags?.includes(tag.tag) ?? false;
    inner.push({
      kind: 'tag',
      words: tag.tag,
      on: 'deal',
      outcome: known ? 'skipped' : 'done',
      ...(known && { why: 'tagKnown' }),
    });
    if (!known) next = { ...next, tags: [...(next.tags ?? []), tag.tag] };
  }
  if (!move) return next;
  const stage = pipeline?.stages.find(({ id }) => id === move.stage);
  if (!stage || stage.id === next.stage) {
    inner.push({ kind: 'move', outcome: 'skipped', words: move.stage, why: stage ? 'thereAlready' : 'noStage' });
    return next;
  }
  try {
    const there = moved(next, moveOf(move, work), stage);
    const presses = { presses: { ...deal.presses, [work.button.id]: (deal.presses?.[work.button.id] ?? 1) - 1 } };
    inner.push({ kind: 'move', outcome: 'done', words: stage.id, old: deal.stage, ...presses });
    return there;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    inner.push({ kind: 'move', outcome: 'skipped', words: stage.id, why: 'needs' });
    return next;
  }
}

function moveOf(move: NonNullable<ButtonStep['move']>, { values, lostReason }: Work): Move {
  const reason = lostReason ?? move.reason;
  return { stage: move.stage, ...(values && { values }), ...(reason && { lostReason: reason }) };
}

function checkTimes({ id, presses }: Deal, button: string, times: number | undefined): void {
  if (times !== undefined && (presses?.[button] ?? 0) !== times)
    throw new AppError('buttons.pressed_meanwhile', 'Somebody else has just pressed this button.', { deal: id });
}

/** What is missing is asked for before anything is done. */
async function mayMove(deal: Deal, { move, field }: ButtonStep, work: Work): Promise<void> {
  if (!move) return;
  const pipeline = await getPipeline(deal.pipeline);
  const stage = pipeline?.stages.find(({ id }) => id === move.stage);
  if (!stage || stage.id === deal.stage) return;
  const filled = field ? withValue(deal, `fields.${field.name}`, field.value) : deal;
  if (missingIn(filled, stage).length > 0 || stage.kind === 'lost') moved(filled, moveOf(move, work), stage);
}

function stepOf({ steps }: DealButton, times: number): ButtonStep {
  return steps[Math.min(times, steps.length) - 1] ?? {};
}

async function find(id: string): Promise<Deal> {
  const found = await getDeal(id);
  if (!found) throw new AppError('deals.not_found', 'There is no such deal. It may have been deleted.', { deal: id });
  return found;
}

async function resultOf(deal: string, key: string): Promise<PressDeed[] | undefined> {
  const event = (await dealHistory(deal)).find(known => known.what === 'pressed' && known.press === key);
  return event?.what === 'pressed' ? event.did : undefined;
}
