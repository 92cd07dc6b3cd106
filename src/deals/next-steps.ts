import { loadSetting, saveSetting } from '../db/index.ts';
import { deals } from './deal-model.ts';

const setting = 'deals.nextStep';

/** Whether an open deal shall never be without a task to be done next. */
export async function nextStepIsAsked(): Promise<boolean> {
  return (await loadSetting(setting)) === 'on';
}

export async function askNextStep(on: boolean): Promise<void> {
  await saveSetting(setting, on ? 'on' : 'off');
}

/** Notes when a deal's next task is due; nothing where it has none. No line of its history: the tasks tell it themselves. */
export async function noteNextStep(id: string, nextAt: Date | undefined): Promise<void> {
  if (nextAt) await deals.updateOne({ _id: id, nextAt: { $ne: nextAt } }, { $set: { nextAt } });
  else await deals.updateOne({ _id: id, nextAt: { $exists: true } }, { $unset: { nextAt: '' } });
}

/** The open deals in stretches, for looking whether what was noted is still so. */
export async function* openDealIds(size: number): AsyncGenerator<{ id: string; nextAt?: Date }[]> {
  let after: string | undefined;
  for (;;) {
    const found = await deals
      .find({ isOpen: true, ...(after !== undefined && { _id: { $gt: after } }) }, { projection: { _id: 1, nextAt: 1 } })
      .sort({ _id: 1 })
      .limit(size)
      .toArray();
    if (found.length === 0) return;
    yield found.map(({ _id, nextAt }) => ({ id: _id, ...(nextAt && { nextAt }) }));
    after = found.at(-1)?._id;
  }
}
