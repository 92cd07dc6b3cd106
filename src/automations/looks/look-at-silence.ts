import { loadSetting, saveSetting } from '../../db/index.ts';
import { streamAudience } from '../../segments/index.ts';
import type { Automation } from '../automation.ts';
import { type Begin, type LookMeans, type Of, ofKind } from './look.ts';

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
/** What was missed is made up for this long. */
const madeUpMs = 7 * dayMs;

/**
 * Those who have just been silent for so many days. Each hour is looked at once it is over: whoever wrote last within it crosses the line together,
 * and once for each time that they fall silent. Who was silent for longer when it was switched on is left alone.
 */
export async function lookAtSilence(automations: readonly Automation[], means: LookMeans, begin: Begin): Promise<void> {
  for (const automation of ofKind(automations, 'inactive')) await lookAt(automation, means, begin);
}

async function lookAt(automation: Of<'inactive'>, { now, timeZone }: LookMeans, begin: Begin): Promise<void> {
  const setting = `automations.silence.${automation.id}`;
  const saved = Number((await loadSetting(setting)) ?? 0);
  const on = hourOf(automation.onSince ?? automation.changedAt);
  const present = hourOf(now);
  const first = Math.max(saved, on, hourOf(new Date(now.getTime() - madeUpMs)));
  if (first >= present) return;
  const lineMs = automation.trigger.days * dayMs;
  const [from, to] = [first, present].map(hour => new Date(hour * hourMs - lineMs).toISOString());
  // Both ends of `between` count: the next hour begins with its own first instant.
  const last = new Date(Date.parse(to ?? '') - 1).toISOString();
  const rule = { field: 'messages.lastIn', op: 'between' as const, value: [from ?? '', last] as [string, string] };
  // Made up for together, each still has the cause of its own hour: it is named by the line that was crossed.
  for await (const contacts of streamAudience(rule, { now, timeZone })) {
    for (const contact of contacts) await begin(automation, { contact, cause: `silent:${automation.trigger.days}:${first}` });
  }
  await saveSetting(setting, String(present));
}

const hourOf = (instant: Date): number => Math.floor(instant.getTime() / hourMs);
