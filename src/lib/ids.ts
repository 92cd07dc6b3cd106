import { customAlphabet } from 'nanoid';

/** 20 characters of 32: 100 random bits, safe in an address, in a file name and read out over the phone. */
export const newId = customAlphabet('0123456789abcdefghjkmnpqrstvwxyz', 20);

let last = 0;

/**
 * Places things of one process in a strict order that is close to the time: microseconds since 1970, always higher than the one before,
 * also when the clock jumps back. With `places` it is the first of so many. Fits a double until the year 2255.
 */
export function nextOrder(now: Date, places = 1): number {
  const first = Math.max(last + 1, now.getTime() * 1000);
  last = first + places - 1;
  return first;
}
