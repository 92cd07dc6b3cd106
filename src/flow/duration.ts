const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export type DurationUnit = keyof typeof units;

/** Milliseconds of `30s`, `30m`, `2h`, `1d`, `2w`; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,5})\s*([smhdw])$/.exec(text.trim()) ?? [];
  return unit === undefined ? undefined : durationMs(Number(count), unit as DurationUnit);
}

export function durationMs(count: number, unit: DurationUnit): number {
  return count * units[unit];
}

/** What a duration looks like in a file, for the schema. */
export const durationPattern = /^\d{1,5}\s*[smhdw]$/;
