import type { Response } from 'express';
import { staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

/** Who does it, and when. */
export const doing = (res: Response): { by: string; now: Date } => ({ by: staffOf(res).id, now: viewerOf(res).now });
