/** Whose task it is: whoever answers for the contact at the time, anybody of the managers, or one of the staff. */
export type TaskFor = { kind: 'owner' } | { kind: 'managers' } | { kind: 'staff'; staff: string };

/** A promise to a contact: what is to be done by when. */
export interface Task {
  id: string;
  title: string;
  due: Date;
  for: TaskFor;
  contact: string;
  /** The run of a flow that made it. */
  run?: string;
  done?: { at: Date; by: string };
  at: Date;
}
