import { type AutomationRun, automationLogText, automationNames } from '../../automations/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** Ways of a person through automations as the stream of the card shows them: the name, and line by line what was done and what was not. */
export async function presentRuns(viewer: Viewer, runs: AutomationRun[]) {
  const names = await automationNames([...new Set(runs.map(({ automation }) => automation))]);
  return runs.map(({ automation, startedAt, log }) => {
    const lines = log.map(line => ({ text: automationLogText(viewer.language, line), when: presentTime(viewer, line.at) }));
    return { at: startedAt, automation: { name: names.get(automation) ?? '', last: lines.at(-1)?.text ?? '', lines } };
  });
}
