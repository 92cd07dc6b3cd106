import { createHash } from 'node:crypto';

/**
 * Traits know a number of each contact that is the same for ever. A mailing makes another one of it, so that who was in the control group of
 * one is not in that of all: `(a·x + b)³ mod p`. Every step of it is exact in a double, so JavaScript and every database agree.
 */
export interface ShareSeed {
  a: number;
  b: number;
}

/** A prime that is 2 modulo 3: no two numbers have one cube, so shares stay as even as what they are made of. */
const prime = 100_019;
/** `random` is below 100 and told in thousandths. */
const scale = 1000;

/** The seed of one draw of one mailing: the same whenever it is asked. */
export function seedOf(broadcast: string, draw: 'control' | 'trial'): ShareSeed {
  const digest = createHash('sha256').update(`${broadcast}:${draw}`).digest();
  return { a: 1 + (digest.readUIntBE(0, 6) % (prime - 1)), b: digest.readUIntBE(6, 6) % prime };
}

/** The contact's place between 0 and 1 in that draw. */
export function shareOf(random: number, { a, b }: ShareSeed): number {
  const y = (a * Math.floor(random * scale + 0.5) + b) % prime;
  return ((((y * y) % prime) * y) % prime) / prime;
}

/** The same as an expression for the database, of the path of `random`. */
export function shareExpression(path: string, { a, b }: ShareSeed): object {
  const x = { $floor: { $add: [{ $multiply: [`$${path}`, scale] }, 0.5] } };
  const cube = { $mod: [{ $multiply: [{ $mod: [{ $multiply: ['$$y', '$$y'] }, prime] }, '$$y'] }, prime] };
  return {
    $let: {
      vars: { y: { $mod: [{ $add: [{ $multiply: [x, a] }, b] }, prime] } },
      in: { $divide: [cube, prime] },
    },
  };
}
