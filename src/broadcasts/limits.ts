/** Messages a second of a mailing, at least and at most. */
export const slowest = 0.1;
export const fastest = 1000;
