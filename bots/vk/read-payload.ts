import { z } from 'zod';

const buttonSchema = z.object({ b: z.string().min(1) });
const commandSchema = z.object({ command: z.literal('start') });

/** The value of a button's payload, which comes as JSON in a string or as the value itself. Anybody can forge it. */
export function readPayload(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** The data of a button of ours. */
export function buttonData(value: unknown): string | undefined {
  return buttonSchema.safeParse(value).data?.b;
}

/** Whether it is the "Начать" button that a community shows to who has not written yet. */
export function isStart(value: unknown): boolean {
  return commandSchema.safeParse(value).success;
}
