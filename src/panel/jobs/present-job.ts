import type { JobState } from '../../jobs/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** A row of the page of jobs. */
export function presentJob(viewer: Viewer, { name, every, nextAt, lastAt, tookMs, runs, failed, failures }: JobState) {
  const { language } = viewer;
  const text = (key: string, values = {}) => t(language, `panel:jobs.${key}`, values);
  return {
    name,
    title: text(`names.${name}`, { defaultValue: name }),
    every: sayEvery(viewer, every),
    runs,
    ...(lastAt && { last: presentTime(viewer, lastAt) }),
    ...(tookMs !== undefined && { took: sayMs(viewer, tookMs) }),
    ...(nextAt && { next: presentTime(viewer, nextAt) }),
    ...(failed && { failed: { at: presentTime(viewer, failed.at), reason: failed.reason || text('noReason') } }),
    ...(failures > 0 && { failures: text('failures', { count: failures }) }),
  };
}

/** "каждые 5 секунд"; what is no such interval as it was written. */
function sayEvery({ language }: Viewer, every: string): string {
  const [, count, unit] = /^(\d+) (second|minute|hour|day)s?$/.exec(every) ?? [];
  return unit === undefined ? every : t(language, `panel:jobs.every.${unit}`, { count: Number(count) });
}

function sayMs({ language }: Viewer, ms: number): string {
  const locale = language === 'ru' ? 'ru-RU' : 'en-GB';
  const [value, unit] = ms < 1000 ? [ms, 'millisecond'] : [ms / 1000, 'second'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value);
}
