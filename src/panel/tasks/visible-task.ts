import type { Response } from 'express';
import { AppError } from '../../lib/app-error.ts';
import { may, type Staff } from '../../staff/index.ts';
import { getTask, type Task } from '../../tasks/index.ts';
import { staffOf } from '../require-staff.ts';

/** Whether somebody sees a task: everybody's with the right to see all, otherwise their own, what they made and what is anybody's. */
export function sees(staff: Pick<Staff, 'id' | 'rights'>, { assignee, by }: Pick<Task, 'assignee' | 'by'>): boolean {
  return may(staff, 'seeAll') || assignee === undefined || assignee === staff.id || by === staff.id;
}

/** The task of an address, if whoever asks sees it. AppError `tasks.not_found`. */
export async function visibleTask(res: Response, id: string | string[] | undefined): Promise<Task> {
  const task = typeof id === 'string' ? await getTask(id) : undefined;
  if (!task || !sees(staffOf(res), task)) throw new AppError('tasks.not_found', 'There is no such task.', { task: id });
  return task;
}

/** A name for a task's place on the page: its id may hold what a selector does not. */
export const placeOf = (id: string): string => `task-${Buffer.from(id).toString('base64url')}`;
