export { adoptTasks } from './adopt-tasks.ts';
export { changeTask, postponeTask, restoreTask, type TaskPatch, trashTask } from './change-task.ts';
export { createTask, type NewTask } from './create-task.ts';
export { finishTask, getTask, makeOwed, reopenTask } from './finish-task.ts';
export { countByHour, countedTasks, countOverdue, listTasks, type Which, type Whose } from './list-tasks.ts';
export { nextDue, type Repeat, repeatUnits, weekdayOf } from './repeat.ts';
export { priorities, type Task, type TaskFor, type TaskPriority } from './task.ts';
export { nextTaskAt, openTasksOf, tasksOf, tasksOfDeal } from './tasks-of.ts';
