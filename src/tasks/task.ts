import type { Repeat } from './repeat.ts';

/** Whose task it is: whoever answers for the contact at the time, anybody of the managers, or one of the staff. */
export type TaskFor = { kind: 'owner' } | { kind: 'managers' } | { kind: 'staff'; staff: string };

export const priorities = ['low', 'normal', 'high'] as const;
export type TaskPriority = (typeof priorities)[number];

/** What is to be done by when: for a contact, for a deal, or just so. */
export interface Task {
  id: string;
  title: string;
  /** Absent: some day. A day without a time of day is due with its last moment. */
  due?: Date;
  /** Only the day of `due` counts. */
  allDay?: true;
  for: TaskFor;
  /** Whose list it stands in: for `owner` who answers for the contact, as far as the tasks know; absent: anybody's. */
  assignee?: string;
  contact?: string;
  deal?: string;
  priority: TaskPriority;
  /** Minutes before `due` at which those whose task it is are told. Absent: they are not. */
  remind?: number;
  repeat?: Repeat;
  /** The run of a flow that made it. */
  run?: string;
  /** Who of the staff made it. */
  by?: string;
  /** What came of it stands in `result`. */
  done?: { at: Date; by: string; result?: string };
  /** In the trash since. */
  deletedAt?: Date;
  /** How often it was put off. */
  postponed: number;
  /** Grows with every change. */
  version: number;
  at: Date;
}
