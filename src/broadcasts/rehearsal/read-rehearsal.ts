import type { MessengerName } from '../../messages/index.ts';
import { type Page, readDocument } from '../read-broadcasts.ts';
import type { Rehearsal } from './rehearsal.ts';
import { type RehearsalDocument, type RehearsalRow, rehearsalRows, rehearsals } from './rehearsal-model.ts';

/** The latest rehearsal of a mailing; of an occurrence that of the repeated one. Nothing where there never was one. */
export async function rehearsalOf(id: string): Promise<Rehearsal | undefined> {
  const document = await latest(id);
  return document && toRehearsal(document);
}

async function latest(id: string): Promise<RehearsalDocument | undefined> {
  const [own] = await rehearsals.find({ broadcast: id }).sort({ at: -1 }).limit(1).toArray();
  if (own) return own;
  const { parent } = await readDocument(id);
  return parent === '' ? undefined : latest(parent);
}

/** Who would get it at once, who later, and who would not get it. */
export type RehearsedState = 'send' | 'wait' | 'out';

export interface RehearsedFilter {
  /** `send`: all who would get it, those who wait first as well; everybody where it is not told. */
  state?: RehearsedState;
  /** Why not, or why later. */
  reason?: string;
  messenger?: MessengerName;
  /** Of the trial. */
  variant?: string;
}

export interface RehearsedPerson {
  contact: string;
  messenger: MessengerName;
  state: RehearsedState;
  reason?: string;
  /** It would not go before. */
  until?: Date;
  variant?: string;
}

/** The people behind a number of the latest rehearsal, in the order of their cards' ids, pages from 1. */
export async function rehearsedPeople(
  id: string,
  { state, reason, messenger, variant }: RehearsedFilter,
  { page, perPage }: Page,
): Promise<{ people: RehearsedPerson[]; total: number }> {
  const rehearsal = await latest(id);
  if (!rehearsal) return { people: [], total: 0 };
  const where = {
    rehearsal: rehearsal._id,
    state: rowStates(state),
    ...(state === 'wait' && { until: { $exists: true } }),
    ...(reason !== undefined && { reason }),
    ...(messenger && { messenger }),
    ...(variant !== undefined && { 'source.variant': variant }),
  };
  const [rows, total] = await Promise.all([
    rehearsalRows
      .find(where)
      .sort({ _id: 1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    rehearsalRows.countDocuments(where),
  ]);
  return { people: rows.map(toPerson), total };
}

function rowStates(state: RehearsedState | undefined) {
  if (state === 'out') return 'suppressed' as const;
  return state ? ('planned' as const) : { $in: ['planned' as const, 'suppressed' as const] };
}

function toPerson({ contact, messenger, state, reason, until, source }: RehearsalRow): RehearsedPerson {
  return {
    contact,
    messenger,
    state: state === 'suppressed' ? 'out' : until ? 'wait' : 'send',
    ...(reason !== undefined && { reason }),
    ...(until && { until }),
    ...(source.kind === 'broadcast' && source.variant !== undefined && { variant: source.variant }),
  };
}

export function toRehearsal(document: RehearsalDocument): Rehearsal {
  const { _id, state, by: _by, place: _place, zones: _zones, after: _after, tally: _tally, stamp: _stamp, ...rest } = document;
  return { id: _id, ...rest, state: state === 'planning' || state === 'looking' ? 'running' : state };
}
