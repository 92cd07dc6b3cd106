import { customersWaiting } from '../../conversations/index.ts';
import { loadWorkingHours } from '../../inbox/index.ts';
import { workingTimeBetween } from '../../lib/working-time.ts';
import type { Automation } from '../automation.ts';
import { type Begin, type LookMeans, ofKind, since } from './look.ts';

const mostMs = 14 * 24 * 60 * 60_000;
const most = 2000;

/** Customers who have waited for people so long, counted in the hours in which people work. Once for each time that they wait. */
export async function lookAtWaiting(automations: readonly Automation[], means: LookMeans, begin: Begin): Promise<void> {
  const wanted = ofKind(automations, 'noAnswer');
  if (wanted.length === 0) return;
  const { now } = means;
  const hours = await loadWorkingHours();
  const zone = hours.timeZone ?? means.timeZone;
  const waiting = await customersWaiting({ since: new Date(now.getTime() - mostMs), limit: most });
  for (const { id, contact, waitingSince, snoozed } of waiting) {
    if (!contact || !waitingSince || snoozed) continue;
    const waited = workingTimeBetween(waitingSince, now, hours, zone);
    for (const automation of wanted) {
      if (waited < automation.trigger.minutes * 60_000 || waitingSince < since(automation, means, mostMs)) continue;
      await begin(automation, { contact, cause: `waits:${id}:${waitingSince.getTime()}`, about: { conversation: id } });
    }
  }
}
