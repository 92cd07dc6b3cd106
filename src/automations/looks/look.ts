import type { Automation, Trigger } from '../automation.ts';
import type { Cause } from '../begin-run.ts';

/** What a look at the clock needs. */
export interface LookMeans {
  now: Date;
  /** The firm's. */
  timeZone: string;
}

export type Of<Kind extends Trigger['kind']> = Omit<Automation, 'trigger'> & { trigger: Extract<Trigger, { kind: Kind }> };

/** The automations of some kinds of trigger. */
export function ofKind<Kind extends Trigger['kind']>(automations: readonly Automation[], ...kinds: Kind[]): Of<Kind>[] {
  return automations.filter((each): each is Automation & Of<Kind> => kinds.some(kind => kind === each.trigger.kind));
}

/** Lets somebody in, unless the same cause has already. */
export type Begin = (automation: Automation, cause: Cause) => Promise<void>;

/** Since when something counts for an automation: not before it was switched on, nor longer ago than `mostMs`. */
export function since(
  { onSince, changedAt }: Pick<Automation, 'onSince' | 'changedAt'>,
  { now }: LookMeans,
  mostMs: number,
): Date {
  return new Date(Math.max((onSince ?? changedAt).getTime(), now.getTime() - mostMs));
}
