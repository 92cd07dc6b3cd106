import { alertStaff } from '../alerts/index.ts';
import { getStaff } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import type { Automation } from './automation.ts';
import { noteTrouble } from './automation-store.ts';

/** Notes that automations had begun one another in a circle, and tells whoever changed this one last, once a day. */
export async function tellOfCircle({ id, name, changedBy }: Automation, contact: string, at: Date): Promise<void> {
  await noteTrouble(id, { why: 'circle', at, contact });
  const author = await getStaff(changedBy);
  await alertStaff({
    key: `circle:${id}:${at.toISOString().slice(0, 10)}`,
    kind: 'notice',
    staff: changedBy,
    conversation: '',
    href: `/automations/${encodeURIComponent(id)}`,
    who: name,
    text: t(author?.preferences.language ?? 'ru', 'panel:automationLog.circle'),
    at,
  });
}
