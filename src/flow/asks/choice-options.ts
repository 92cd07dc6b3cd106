import type { CompiledStep, Turn } from '../engine.ts';
import { normalize } from '../normalize.ts';
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

/** A typed answer means an option when it is its label, its value, or its number in the list. */
export function optionOf({ options }: Choice, text: string, turn: Turn, step: CompiledStep): Option | undefined {
  const wanted = normalize(text);
  return (
    options.find(({ label }) => normalize(render(turn, label, step).text) === wanted) ??
    options.find(({ value }) => normalize(String(value)) === wanted) ??
    (/^\d{1,3}\s*[.)]?$/.test(text.trim()) ? options[Number.parseInt(text, 10) - 1] : undefined)
  );
}
