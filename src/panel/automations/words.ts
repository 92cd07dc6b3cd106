import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';

type Reader = Pick<Viewer, 'language'>;

export const words = ({ language }: Reader, key: string, values: Record<string, unknown> = {}): string =>
  t(language, `panel:automations.${key}`, values);

/** In which units a while is typed, the longest first. */
export const units = { days: 24 * 60, hours: 60, minutes: 1 } as const;
export type Unit = keyof typeof units;

/** A while as people type it: whole days, whole hours, or minutes. */
export function asTyped(minutes: number): { count: number; unit: Unit } {
  const unit = (['days', 'hours'] as const).find(each => minutes !== 0 && minutes % units[each] === 0) ?? 'minutes';
  return { count: minutes / units[unit], unit };
}

/** "2 дня", "15 минут", as it stands after "через". */
export function whileWords(reader: Reader, minutes: number): string {
  const { count, unit } = asTyped(Math.abs(minutes));
  return words(reader, `while.${unit}`, { count });
}
