import { repeatedOf } from '../../../deliveries/index.ts';
import type { DeliverySource, TaskSource } from '../read-sources.ts';
import type { Traits } from '../trait-model.ts';
import { distinct, latest } from './values.ts';

/** The latest of a person's mailings; who is asked about an older one is asked in its report. */
export const mostMailings = 200;
/** Tasks without a date stand there. */
const someDay = 9000;

/** What is to be done for a contact and what was. Pure. */
export function taskTraits(tasks: TaskSource[]): Pick<Traits, 'tasks'> {
  if (tasks.length === 0) return {};
  const open = tasks.filter(({ state }) => state === 'open');
  const dues = open.map(({ due }) => due).filter(due => due.getUTCFullYear() < someDay);
  const nextDue = dues.length > 0 ? new Date(Math.min(...dues.map(due => due.getTime()))) : undefined;
  const lastDoneAt = latest(tasks.map(({ done }) => done?.at));
  return {
    tasks: {
      open: open.length,
      ...(nextDue && { nextDue }),
      done: tasks.length - open.length,
      ...(lastDoneAt && { lastDoneAt }),
    },
  };
}

/** Which mailings reached them, and what came of it. Pure. */
export function mailingTraits(deliveries: DeliverySource[]): Pick<Traits, 'mailings'> {
  const sent = deliveries
    .flatMap(({ sentAt, ...rest }) => (sentAt ? [{ ...rest, sentAt }] : []))
    .toSorted((a, b) => b.sentAt.getTime() - a.sentAt.getTime() || (a.source.id < b.source.id ? -1 : 1));
  const kept = sent.slice(0, mostMailings);
  const [newest] = kept;
  if (!newest) return {};
  // Who got one occurrence of a repeated mailing got that mailing.
  const ids = (rows: typeof kept) => distinct(rows.flatMap(({ source: { id } }) => [id, repeatedOf(id) ?? id]));
  const clicked = ids(kept.filter(({ clickedAt }) => clickedAt));
  const answered = ids(kept.filter(({ repliedAt }) => repliedAt));
  return {
    mailings: {
      count: sent.length,
      received: ids(kept),
      ...(clicked.length > 0 && { clicked }),
      ...(answered.length > 0 && { answered }),
      last: newest.sentAt,
    },
  };
}
