import type { Rule } from '../rules/index.ts';

/** Contacts that have something in common: all on whom a rule holds, or those whom somebody put on a list. */
export interface Segment {
  /** Rules name it by this: `{ field: 'segment', op: 'in', value: [id] }`. */
  id: string;
  name: string;
  description?: string;
  kind: 'rule' | 'list';
  /** Of a segment by rule. */
  rule?: Rule;
  createdAt: Date;
  createdBy: string;
  changedAt: Date;
  changedBy: string;
  /** Grows with every change. */
  version: number;
  /** How many there were when it was last counted. */
  size?: { count: number; at: Date };
}
