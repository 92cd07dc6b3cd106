import { listSegments } from './read-segments.ts';
import { segmentsIn } from './segments-in.ts';

/** Something that would not work without a segment. */
export interface SegmentUse {
  kind: 'segment' | 'broadcast' | 'automation' | 'flow';
  name: string;
  /** Its page in the panel. */
  href: string;
}

type Ask = (segment: string) => Promise<SegmentUse[]>;

const asked = new Set<Ask>();

/** Other rooms tell here what of theirs uses a segment: what is used is not deleted. Returns the way to take it back. */
export function registerSegmentUse(ask: Ask): () => void {
  asked.add(ask);
  return () => void asked.delete(ask);
}

/** Everything that uses a segment: other segments first, then what the other rooms know of. */
export async function usesOf(segment: string): Promise<SegmentUse[]> {
  const others = await Promise.all([...asked].map(ask => ask(segment)));
  return [...(await segmentsUsing(segment)), ...others.flat()];
}

async function segmentsUsing(segment: string): Promise<SegmentUse[]> {
  const using = (await listSegments()).filter(({ rule }) => segmentsIn(rule).includes(segment));
  return using.map(({ id, name }) => ({ kind: 'segment', name, href: `/segments/${id}` }));
}
