import type { DeliverySource } from '../deliveries/index.ts';
import { signal } from '../signals/index.ts';

/** How clicks and deals name the mailing or the automation that they came of. */
export const sourceKey = ({ kind, id }: Pick<DeliverySource, 'kind' | 'id'>): string => `${kind}:${id}`;

const prefix = 'broadcast:';

/** Tells open pages that the numbers of these have changed, each once. */
export function tellNumbers(sources: Iterable<string>): void {
  for (const source of new Set(sources)) {
    if (source.startsWith(prefix)) signal({ topic: 'broadcasts', about: source.slice(prefix.length) });
  }
}
