import { moves } from './moves-model.ts';

/** That somebody came into a segment or left it. Each move is told of once, under its id. */
export interface SegmentMove {
  id: string;
  segment: string;
  contact: string;
  what: 'entered' | 'left';
  /** When it was seen. */
  at: Date;
}

/** The moves of watched segments from a moment until before another, by their time. They are kept for 90 days. */
export async function segmentMovesSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<SegmentMove[]> {
  const found = await moves
    .find({ at: { $gte: since, $lt: until } })
    .sort({ at: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}

type Ask = () => Promise<string[]>;

const asked = new Set<Ask>();

/** Whoever wants to hear of moves tells here of which segments; the others' members are not kept. Returns the way to take it back. */
export function watchSegments(ids: Ask): () => void {
  asked.add(ids);
  return () => void asked.delete(ids);
}

/** The segments that somebody wants to hear of. */
export async function watchedSegments(): Promise<string[]> {
  const ids = await Promise.all([...asked].map(ask => ask()));
  return [...new Set(ids.flat())];
}
