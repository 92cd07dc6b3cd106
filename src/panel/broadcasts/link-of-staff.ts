import { alertSettingsOf } from '../../alerts/index.ts';
import { AppError } from '../../lib/app-error.ts';

/** Where somebody of the staff reads what the program tells them. AppError `broadcasts.no_link` where they have linked no messenger. */
export async function linkOfStaff(staff: string): Promise<{ staff: string; conversation: string }> {
  const { link } = await alertSettingsOf(staff);
  if (!link || link.stoppedAt)
    throw new AppError('broadcasts.no_link', 'Link a messenger to your account first, in the settings of alerts.', { staff });
  return { staff, conversation: link.conversation };
}
