import type { z } from 'zod';

/** A part that others can do without: one that is missing or makes no sense is undefined and fails nothing around it. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
