import { signal } from '../signals/index.ts';

/** Open pages show a mailing anew. */
export function tell(id: string): void {
  signal({ topic: 'broadcasts', about: id });
}

/** The same, and whoever does the work of mailings looks at once. */
export function tellDue(id: string): void {
  signal({ topic: 'broadcasts', about: id, facts: { due: true } });
}
