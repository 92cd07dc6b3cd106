import { z } from 'zod';
import { stepKinds } from '../steps/index.ts';
import { flowHead } from './flow-head.ts';

/** The schema of flow files as JSON Schema (draft 2020-12): an editor completes and checks a file by it. */
export function jsonSchema(): Record<string, unknown> {
  const step = z.union([z.literal('end'), ...stepKinds.map(({ schema }) => schema)]);
  const flow = flowHead.extend({ steps: z.array(step).min(1) });
  return { ...z.toJSONSchema(flow, { io: 'input', unrepresentable: 'any', reused: 'ref' }), title: 'Kartoteka flow' };
}
