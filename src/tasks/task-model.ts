import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Task } from './task.ts';

export interface TaskDocument extends Omit<Task, 'id'> {
  _id: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<TaskDocument>(
  { _id: String, title: String, due: Date, for: Mixed, contact: String, run: String, done: Mixed, at: Date },
  { collection: 'tasks', versionKey: false },
);
schema.index({ contact: 1, due: 1 });

export const tasks = rawCollection<TaskDocument>(mongoose.model('Task', schema));

export function toTask({ _id, ...rest }: TaskDocument): Task {
  return { id: _id, ...rest };
}
