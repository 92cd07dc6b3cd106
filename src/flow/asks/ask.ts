import { z } from 'zod';
import type { At, Compiler } from '../compiler.ts';
import type { QuestionBody } from '../engine.ts';

/** One kind of question: the keys that only it has, and what it makes of them. */
export interface AskKind {
  kind: string;
  shape: z.ZodRawShape;
  /** Compiles a step's own keys; undefined when they are wrong, which the compiler has been told. */
  compile(raw: Record<string, unknown>, at: At, compiler: Compiler): QuestionBody | undefined;
}

/** Describes a kind of question. The types of its keys come from the schema. */
export function defineAsk<S extends z.ZodRawShape>(
  kind: string,
  shape: S,
  compile: (own: z.infer<z.ZodObject<S>>, at: At, compiler: Compiler) => QuestionBody,
): AskKind {
  const schema = z.object(shape);
  return {
    kind,
    shape,
    compile(raw, at, compiler) {
      const own = compiler.read(schema, raw, at);
      return own && compile(own, at, compiler);
    },
  };
}
