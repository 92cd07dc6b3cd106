import type { Contact } from '../../contacts/index.ts';
import type { StaffMember } from '../../conversations/index.ts';
import type { Starter, To } from '../../inbox/index.ts';
import type { Automation, LogLine } from '../automation.ts';
import type { RunDocument } from '../automation-model.ts';

/** What the steps need of the other rooms. */
export interface StepMeans {
  starter: Starter;
  dispatcher: { transfer(conversation: string, to: To, acting: { by: StaffMember }): Promise<void> };
  /** Calls to other programs wait: whoever makes them need not wait for a tick. */
  wakeCaller(): void;
  /** The firm's. */
  timeZone: string;
  /** By which national phone numbers are read. */
  region: string;
}

/** One step of one person's way. */
export interface StepContext extends StepMeans {
  automation: Automation;
  run: RunDocument;
  contact: Contact;
  now: Date;
  /** Of what the step does: the same however often it is tried. */
  key: string;
}

/** What came of a step: a line of the log, or that it has to be tried again then. */
export type Outcome = Pick<LogLine, 'what' | 'reason'> | { retryAt: Date; reason: string };

/** Who wrote to a card, a deal, a conversation. */
export const authorOf = ({ automation: { id, name } }: Pick<StepContext, 'automation'>) => ({
  kind: 'automation' as const,
  id,
  name,
});
