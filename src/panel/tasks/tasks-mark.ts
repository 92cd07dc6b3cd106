import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

const most = 99;

/** The mark at "Tasks": how many are late. */
export function tasksMark({ language }: Pick<Viewer, 'language'>, late: number) {
  if (late === 0) return { id: 'tasks' };
  return { id: 'tasks', count: late > most ? `${most}+` : late, hint: t(language, 'panel:tasks.lateCount', { count: late }) };
}
