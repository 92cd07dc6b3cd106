import type { CompiledStep, Turn } from '../engine.ts';
import { readOption } from '../reading/read-option.ts';
import type { Wording } from '../text/template.ts';
import { render } from '../turn.ts';

/** An option as the question works with it. */
export interface Option {
  value: string | number | boolean;
  tag: string;
  label: Wording;
  next?: string;
  tags: string[];
  score: number;
}

/** Everything about a choice that reading an answer needs. */
export interface Choice {
  options: Option[];
  other?: Wording;
  columns: number;
  /** Bounds of how many; absent where exactly one is chosen. */
  many?: { min: number; max: number };
}

/** The option that a typed answer means. Where own words answer too, only what names an option does. */
export function optionOf({ options, other }: Choice, text: string, turn: Turn, step: CompiledStep): Option | undefined {
  const shown = options.map(({ label, value }) => ({ label: render(turn, label, step).text, value: String(value) }));
  const index = readOption(shown, text, { exact: other !== undefined });
  return index === undefined ? undefined : options[index];
}
