import { patchContact } from '../contacts/index.ts';
import {
  type Deal,
  type DealEvent,
  dealHistory,
  getDeal,
  getPipeline,
  type PressDeed,
  settleOrder,
  withValue,
  writeDeal,
} from '../deals/index.ts';
import { AppError } from '../lib/app-error.ts';
import { getTask, reopenTask, trashTask } from '../tasks/index.ts';
import { isEndedBy } from './end-earlier.ts';
import { settleNextStep } from './next-step.ts';

/** So long a press can be taken back. */
export const undoMs = 60_000;
/** A form is on its way for a moment. */
const graceMs = 5000;

type Pressed = Extract<DealEvent, { what: 'pressed' }>;

/** Whether there is still something of a press that can be taken back. */
export function canBeUndone(event: DealEvent, history: readonly DealEvent[], now: Date): event is Pressed {
  if (event.what !== 'pressed' || now.getTime() - event.at.getTime() > undoMs) return false;
  if (history.some(other => other.what === 'undone' && other.press === event.press)) return false;
  return event.did.some(({ kind, outcome }) => kind !== 'message' && outcome === 'done');
}

/**
 * Takes back what a press did, where it still stands as the press left it: what others have changed since stays. Twice is once. AppErrors
 * `buttons.too_late`, `buttons.nothing_to_undo`.
 */
export async function undoPress(undo: {
  deal: string;
  press: string;
  staff: { id: string; name: string };
  now: Date;
}): Promise<Deal> {
  const { deal: id, press, staff, now } = undo;
  const [deal, history] = await Promise.all([getDeal(id), dealHistory(id)]);
  const event = history.find(known => known.what === 'pressed' && known.press === press);
  if (!deal || event?.what !== 'pressed')
    throw new AppError('buttons.nothing_to_undo', 'There is nothing to take back.', { deal: id });
  if (history.some(other => other.what === 'undone' && other.press === press)) return deal;
  if (now.getTime() - event.at.getTime() > undoMs + graceMs)
    throw new AppError('buttons.too_late', 'A press can be taken back within a minute.', { deal: id });
  const pipeline = await getPipeline(deal.pipeline);
  const isOpen = (stage: string) => pipeline?.stages.find(known => known.id === stage)?.kind === 'open';
  const by = { kind: 'staff' as const, ...staff };
  await takeBackOutside(event, deal, { by, now });
  const done = await writeDeal(id, {
    key: `undo:${press}`,
    by,
    now,
    change: before =>
      lessOnce(
        event.did.filter(({ outcome }) => outcome === 'done').reduce((next, deed) => takeBack(next, deed, isOpen), before),
        event,
      ),
    events: () => [{ id: `undo:${press}:press`, at: now, by, what: 'undone', press, name: event.name }],
  });
  await Promise.all([settleNextStep(id), settleOrder(id, now)]);
  return done;
}

/** Tasks and the card's tag. */
async function takeBackOutside(
  { did, press, name, at }: Pressed,
  deal: Deal,
  { by, now }: { by: { kind: 'staff'; id: string; name: string }; now: Date },
) {
  for (const { kind, outcome, task, on, words } of did) {
    if (outcome !== 'done') continue;
    const known = task ? await getTask(task) : undefined;
    if (kind === 'task' && known && !known.done && !known.deletedAt) await trashTask(known.id, { now });
    if (kind === 'ended' && known?.done && isEndedBy(known.done, { name, at })) await reopenTask(known.id, { now });
    if (kind === 'tag' && on === 'contact')
      await patchContact(deal.contact, { removeTags: [words] }, { key: `undo:${press}:tag`, by, now });
  }
}

function takeBack(deal: Deal, { kind, words, field, old, on, presses }: PressDeed, isOpen: (stage: string) => boolean): Deal {
  if (kind === 'tag' && on === 'deal') {
    const { tags: _tags, ...rest } = deal;
    const left = (deal.tags ?? []).filter(tag => tag !== words);
    return left.length > 0 ? { ...rest, tags: left } : rest;
  }
  if (kind === 'field' && field !== undefined && String(deal.fields[field]) === words)
    return withValue(deal, `fields.${field}`, old);
  if (kind !== 'move' || deal.stage !== words || typeof old !== 'string') return deal;
  const { lostReason: _reason, ...rest } = deal;
  return { ...rest, stage: old, isOpen: isOpen(old), ...(presses && { presses }) };
}

/** The button has been pressed once less; where the deal was moved back its counts are those from before. */
function lessOnce(deal: Deal, { button, did }: Pressed): Deal {
  const times = deal.presses?.[button] ?? 0;
  if (times === 0 || did.some(({ kind, outcome }) => kind === 'move' && outcome === 'done')) return deal;
  return { ...deal, presses: { ...deal.presses, [button]: times - 1 } };
}
