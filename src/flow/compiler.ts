import type { z } from 'zod';
import type { OutgoingAttachment } from '../messages/index.ts';
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
  /** Notes that another flow is meant to exist, which a button or an action starts. */
  startsFlow(id: string, at: At): void;
  /** Notes that a step calls another flow. */
  callsFlow(id: string, step: string, at: At): void;
  /** The file that goes with a message, of those beside the flow; undefined where none is named, or a wrong one. */
  media(raw: MediaKeys, at: At): OutgoingAttachment | undefined;
  /** Minds the length of a text that goes under a file. */
  caption(text: Wording, at: At): void;
  /** Notes that the flow makes a deal. */
  makesDeal(): void;
  /** Reads a target of `save`, `set` or `field`: `contact.<field>`, `contact.fields.<field>`, `deal.<field>`. */
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

/** The keys by which a message names its file. */
export type MediaKeys = { [key in 'image' | 'video' | 'file' | 'voice']?: string | undefined };

export interface CompileOptions {
  /** Name of the file, for the problems. */
  file: string;
  consents: ConsentTexts;
  revision: string;
  /** Custom fields there are; any if left out. */
  fields?: readonly string[];
  /** A file that stands beside the flow; any name is taken for one if left out. */
  media?: (name: string) => OutgoingAttachment | undefined;
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
  calls: { id: string; step: string; at: At }[];
  media: Map<string, OutgoingAttachment>;
  makesDeal: boolean;
  /** Segments that rules name. */
  segments: { id: string; at: At }[];
  /** Paths that are read; `shown` without a `default` beside it. */
  paths: { path: string[]; at: At; shown: boolean }[];
  computed: Set<string>;
  /** Writes to the card. */
  writes: { at: At }[];
}
