import type { z } from 'zod';
import type { At, Compiler } from '../../compiler.ts';
import type { CompiledStep, Turn } from '../../engine.ts';

/** What an action does when its step is run. */
export type Act = (turn: Turn, step: CompiledStep) => void;

/** One kind of action of a `do`, told by the key that it has. */
export interface ActionKind {
  key: string;
  schema: z.ZodType<object>;
  compile(raw: object, at: At, compiler: Compiler): Act | undefined;
}

/** Describes a kind of action. The types of its keys come from the schema. */
export function defineAction<S extends z.ZodType<object>>(
  key: string,
  schema: S,
  compile: (own: z.infer<S>, at: At, compiler: Compiler) => Act,
): ActionKind {
  return {
    key,
    schema,
    compile(raw, at, compiler) {
      const own = compiler.read(schema, raw, at);
      return own && compile(own, at, compiler);
    },
  };
}
