import { getContacts } from '../contacts/index.ts';
import { shownLength } from './alert.ts';
import { alertStaff } from './alert-store.ts';
import { nameOf } from './customer-alerts.ts';

/** Reminds somebody of a task. The same key twice is once. */
export async function alertTask({
  task,
  staff,
  key,
  now,
}: {
  task: { id: string; title: string; contact?: string };
  staff: string;
  key: string;
  now: Date;
}): Promise<void> {
  const [contact] = task.contact ? await getContacts([task.contact]) : [];
  const text = [task.title, contact && nameOf(contact)].filter(Boolean).join(' · ');
  const href = `/tasks/${encodeURIComponent(task.id)}`;
  await alertStaff({
    ...{ key, kind: 'task', staff, conversation: '', ...(task.contact && { contact: task.contact }) },
    ...{ href, who: '', text: text.slice(0, shownLength), at: now },
  });
}
