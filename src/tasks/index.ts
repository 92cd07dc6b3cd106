export { createTask } from './create-task.ts';
export { finishTask, reopenTask } from './finish-task.ts';
export type { Task, TaskFor } from './task.ts';
export { tasksOf } from './tasks-of.ts';
