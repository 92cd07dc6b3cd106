import type { Request } from 'express';
import { z } from 'zod';

/** Which mailing a request is about. */
export const idOf = (req: Request): string => z.string().max(100).parse(req.params.id);
