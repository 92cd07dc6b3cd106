import type { Position } from './position.ts';

/** Whether a run rests on a `wait`: another one may talk meanwhile, and it goes on when its time has come. */
export function isWaiting(position: Position): boolean {
  return position.waitUntil !== undefined;
}

/** Runs that wait, put aside for one that talks. */
export function park(position: Position): Position[] {
  const { parked = [], lastPress: _press, keyboard: _keyboard, ...rest } = position;
  return [...parked, rest];
}

/** The run that waits nearest, when the one that talked has ended. */
export function unpark({ parked, keyboard }: Position): Position | undefined {
  const next = parked?.at(-1);
  if (!parked || !next) return undefined;
  const others = parked.slice(0, -1);
  const wakeAt = earliest([next.waitUntil, ...others.map(({ waitUntil }) => waitUntil)]);
  return {
    ...next,
    ...(wakeAt !== undefined && { wakeAt }),
    ...(others.length > 0 && { parked: others }),
    ...(keyboard && { keyboard }),
  };
}

/** Of ISO instants of one form (UTC, milliseconds) the first. */
export function earliest(instants: readonly (string | undefined)[]): string | undefined {
  let first: string | undefined;
  for (const instant of instants) if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  return first;
}
