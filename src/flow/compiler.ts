import type { z } from 'zod';
import type { Rule } from '../rules/index.ts';
import type { ConsentKind, ConsentText, ConsentTexts, FlowLanguage, SaveTarget } from './engine.ts';
import type { Expression } from './expression/expression.ts';
import type { RawWording } from './schema/parts.ts';
import type { Wording } from './text/template.ts';

/** A place in the file: keys and indexes from its top. */
export type At = readonly (string | number)[];

/** What a step hears while it is compiled: it hands over what the author wrote and gets it parsed. Problems are collected, never thrown. */
export interface Compiler {
  /** Checks a value against a schema; undefined when it does not fit, which is a problem then. */
  read<S extends z.ZodType>(schema: S, raw: unknown, at: At): z.infer<S> | undefined;
  text(raw: RawWording, at: At): Wording;
  /** A text on a button. */
  label(raw: RawWording, at: At): Wording;
  expression(source: string, at: At): Expression;
  pattern(source: string, at: At): RegExp | undefined;
  rule(raw: unknown, at: At): Rule | undefined;
  /** Notes that a step is meant to exist. */
  target(id: string | undefined, at: At): void;
  /** Notes that another flow is meant to exist. */
  startsFlow(id: string, at: At): void;
  /** Reads a target of `save`, `set` or `field`: `contact.<field>`, `contact.fields.<field>`. */
  cardField(path: string, at: At): SaveTarget | undefined;
  /** Notes that `answers.<name>` is computed by a step. */
  computes(name: string, at: At): void;
  /** Counts the buttons of one message. */
  buttons(count: number, at: At): void;
  consentTexts(kind: ConsentKind, at: At): Partial<Record<FlowLanguage, ConsentText>>;
  /** `key` and `values` name a text under `flow:problem`. */
  problem(at: At, key: string, values?: Record<string, unknown>): void;
  warning(at: At, key: string, values?: Record<string, unknown>): void;
}

export interface CompileOptions {
  /** Name of the file, for the problems. */
  file: string;
  consents: ConsentTexts;
  revision: string;
  /** Custom fields there are; any if left out. */
  fields?: readonly string[];
}

export interface Note {
  at: At;
  key: string;
  values: Record<string, unknown>;
}

/** What came out while a flow was compiled, for the checks that need all of it. */
export interface Notes {
  problems: Note[];
  warnings: Note[];
  languages: Set<FlowLanguage>;
  /** Where each step stands. */
  places: Map<string, At>;
  targets: { id: string; at: At }[];
  flows: { id: string; at: At }[];
  /** Paths that are read; `shown` without a `default` beside it. */
  paths: { path: string[]; at: At; shown: boolean }[];
  computed: Set<string>;
  /** Writes to the card. */
  writes: { at: At }[];
}
