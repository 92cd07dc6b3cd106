import type { Broadcast } from '../broadcast.ts';
import { seedOf, shareExpression, shareOf } from './share-of.ts';

/** Who gets nothing, and who gets which wording in the trial. Without a wording: what the mailing itself says, or the winner. */
export interface Arm {
  isControl: boolean;
  variant?: string;
  /** There is a trial, and this one waits for its winner. */
  waits: boolean;
}

type Tried = Pick<Broadcast, 'id' | 'test' | 'control'>;

/** The first wording is the mailing's own. */
export const ownVariant = 'a';

export function variantsOf({ test }: Pick<Broadcast, 'test'>): string[] {
  return test ? [ownVariant, ...test.variants.map(({ id }) => id)] : [];
}

/** On which side of the draws a contact falls. */
export function armOf(random: number, broadcast: Tried, seed = broadcast.id): Arm {
  const isControl = shareOf(random, seedOf(seed, 'control')) < part(broadcast.control);
  const share = part(broadcast.test?.share);
  const place = shareOf(random, seedOf(seed, 'trial'));
  const variants = variantsOf(broadcast);
  const variant = place < share ? variants[Math.floor((place / share) * variants.length)] : undefined;
  return { isControl, ...(variant !== undefined && { variant }), waits: variants.length > 0 && variant === undefined };
}

/**
 * The same for the database: whether a contact is in the control group, and the wording or null. A draw that the mailing does not make is not
 * there: it would be worked out for each of a million.
 */
export function armExpressions(broadcast: Tried): { isControl?: object; variant?: object } {
  const share = part(broadcast.test?.share);
  const variants = variantsOf(broadcast);
  const control = part(broadcast.control);
  return {
    ...(control > 0 && { isControl: { $lt: [shareExpression('random', seedOf(broadcast.id, 'control')), control] } }),
    ...(variants.length > 0 && share > 0 && { variant: variantExpression(broadcast.id, variants, share) }),
  };
}

function variantExpression(id: string, variants: string[], share: number): object {
  const branches = variants.map((variant, i) => ({
    case: { $lt: ['$$place', (share * (i + 1)) / variants.length] },
    // biome-ignore lint/suspicious/noThenProperty: so the database calls it.
    then: { $literal: variant },
  }));
  return {
    $let: {
      vars: { place: shareExpression('random', seedOf(id, 'trial')) },
      in: { $switch: { branches, default: null } },
    },
  };
}

const part = (percent: number | undefined): number => (percent ?? 0) / 100;
