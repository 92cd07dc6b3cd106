import { z } from 'zod';
import { loadSetting, saveSetting } from '../db/index.ts';

const name = 'tasks';

/** When a new task reminds, in minutes before it is due; `none`: never. */
export const remindChoices = ['none', '0', '5', '15', '60', '1440'] as const;

const schema = z.object({ needsResult: z.boolean(), remind: z.enum(remindChoices) });
export type TaskRules = z.infer<typeof schema>;

const usual: TaskRules = { needsResult: false, remind: '0' };

/** How the firm deals with tasks: whether a result has to be told, and when a new one reminds. */
export async function taskRules(): Promise<TaskRules> {
  const kept = await loadSetting(name);
  const read = schema.safeParse(kept === undefined ? usual : parsed(kept));
  return read.success ? read.data : usual;
}

export async function saveTaskRules(rules: TaskRules): Promise<void> {
  await saveSetting(name, JSON.stringify(schema.parse(rules)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
