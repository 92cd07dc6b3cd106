import { AppError } from '../lib/app-error.ts';
import type { Segment } from './segment.ts';
import { segments, toSegment } from './segment-model.ts';

const mostListed = 1000;

/** All segments, by their names. */
export async function listSegments(): Promise<Segment[]> {
  const found = await segments.find({}).limit(mostListed).toArray();
  return found.map(toSegment).sort((one, other) => one.name.localeCompare(other.name, 'ru'));
}

/** A segment; nothing where there is none. */
export async function getSegment(id: string): Promise<Segment | undefined> {
  const found = await segments.findOne({ _id: id });
  return found ? toSegment(found) : undefined;
}

/** AppError `segments.not_found`. */
export async function needSegment(id: string): Promise<Segment> {
  const segment = await getSegment(id);
  if (!segment) throw new AppError('segments.not_found', 'There is no such segment. It may have been deleted.', { id });
  return segment;
}
