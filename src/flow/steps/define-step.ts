import type { z } from 'zod';
import type { At, Compiler } from '../compiler.ts';
import type { CompiledStep } from '../engine.ts';

/** What a kind of step makes of its part of the file. */
export type StepBody = Pick<CompiledStep, 'run'> &
  Partial<Pick<CompiledStep, 'exits' | 'question' | 'passable'>> & {
    /** Nothing comes after it, whatever follows in the file. */
    last?: boolean;
  };

/** A kind of step, told by the key that it has. */
export interface StepKind {
  key: string;
  schema: z.ZodType;
  /** Undefined when the step is wrong, which the compiler has been told. */
  compile(raw: unknown, at: At, compiler: Compiler, id: string): StepBody | undefined;
}

/** Describes a kind of step. The types of its keys come from the schema. */
export function defineStep<S extends z.ZodType>(
  key: string,
  schema: S,
  compile: (own: z.infer<S>, at: At, compiler: Compiler, id: string) => StepBody,
): StepKind {
  return {
    key,
    schema,
    compile(raw, at, compiler, id) {
      const own = compiler.read(schema, raw, at);
      return own === undefined ? undefined : compile(own, at, compiler, id);
    },
  };
}
