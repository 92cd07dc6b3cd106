import type { DealValue } from '../deals/index.ts';

/** When a task is due: so many minutes from now, or a day at a time; both put into the working hours. */
export type Due = { kind: 'in'; minutes: number } | { kind: 'day'; days: number; at: string };

/** What one press does; absent parts do nothing. They are done in this order. */
export interface ButtonStep {
  field?: { name: string; value: DealValue };
  tag?: { tag: string; on: 'deal' | 'contact' };
  task?: { title: string; due: Due };
  /** Words to the customer, with `{{contact.name}}` and the like. */
  message?: string;
  move?: { stage: string; reason?: string };
}

/** A button of a stage: the first press does the first step, each repetition the next one, then the last again. */
export interface DealButton {
  id: string;
  stage: string;
  name: string;
  steps: ButtonStep[];
}

/** So much fits a card of the board and a manager's head. */
export const mostButtons = 8;
