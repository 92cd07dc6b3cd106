import { createHash } from 'node:crypto';

/** A number that is at least 0 and below 100, the same for an id for ever and spread evenly over ids: `random lt 10` is a tenth of all. */
export function randomOf(id: string): number {
  const number = createHash('sha256').update(id).digest().readUIntBE(0, 6);
  // Thousandths are more than anybody asks for, and read well in an explanation.
  return Math.floor((number / 2 ** 48) * 100_000) / 1000;
}
