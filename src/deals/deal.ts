export type DealValue = string | number | boolean | null | DealValue[];

/** A sale that we hope for: one contact, one place in one pipeline. */
export interface Deal {
  id: string;
  contact: string;
  /** The run of a flow that made it. */
  run?: string;
  pipeline: string;
  stage: string;
  /** Neither won nor lost. */
  isOpen: boolean;
  title: string;
  /** In the currency of the pipeline. */
  amount?: number;
  fields: Record<string, DealValue>;
  /** The member of staff who answers for it. */
  owner?: string;
  /** The way it has come, oldest first; the last is where it stands. */
  stages: { stage: string; at: Date }[];
  /** The deep link that the run came by. */
  source?: { link?: string; detail?: string };
  at: Date;
  changedAt: Date;
}
