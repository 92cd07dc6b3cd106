import type { Position } from '../flow/index.ts';
import { type ConversationDocument, conversations } from './conversation-model.ts';

/** A flow's revision that somebody is in the middle of, as the index holds it. */
export const pinOf = ({ flow, revision }: { flow: string; revision: string }): string => `${flow}:${revision}`;

/** Every revision that a run still needs: its own, those of the flows that called it, those of runs that rest meanwhile. */
export function pinsOf(position: Position): string[] {
  const frames = [position, ...(position.callers ?? [])];
  return [...new Set([...frames.map(pinOf), ...(position.parked ?? []).flatMap(pinsOf)])];
}

/** How many people are in the middle of each revision: of one flow, or of all. A person in a called flow counts for both. */
export async function countPeople(flow?: string): Promise<{ flow: string; revision: string; people: number }[]> {
  const counts = await conversations
    .aggregate<{ _id: string; people: number }>([
      { $match: { pins: flow === undefined ? { $gt: '' } : { $gte: `${flow}:`, $lt: `${flow};` } } },
      { $unwind: '$pins' },
      { $group: { _id: '$pins', people: { $sum: 1 } } },
    ])
    .toArray();
  return counts.flatMap(({ _id, people }) => {
    const [of = '', revision = ''] = _id.split(':');
    return flow === undefined || of === flow ? [{ flow: of, revision, people }] : [];
  });
}

/** Somebody in the middle of a flow. */
export type PersonInFlow = Pick<ConversationDocument, 'contact' | 'mode'> & { id: string; position: Position };

/** Those in the middle of a revision, in the order of their conversations' ids, a page after `after`. */
export async function peopleIn(input: {
  flow: string;
  revision: string;
  after?: string | undefined;
  limit: number;
}): Promise<PersonInFlow[]> {
  const { after, limit } = input;
  const found = await conversations
    .find({ pins: pinOf(input), ...(after !== undefined && { _id: { $gt: after } }) })
    .project<Pick<ConversationDocument, '_id' | 'contact' | 'mode' | 'position'>>({ contact: 1, mode: 1, position: 1 })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.flatMap(({ _id, position, ...rest }) => (position ? [{ id: _id, position, ...rest }] : []));
}
